/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A class file of Java while it is read (JVM Specification, chapter 4): its constants, by
 * number as all else refers to them, and texts that say all that some bytes mean with
 * each number replaced by what it stands for.
 *
 * Such a text is another for another meaning: what separates its parts cannot be in one
 * of them.
 */

#include "base/buffer.h"
#include "base/bytes.h"

enum class_tag {
	CLASS_UTF8 = 1,
	CLASS_INTEGER = 3,
	CLASS_FLOAT = 4,
	CLASS_LONG = 5,
	CLASS_DOUBLE = 6,
	CLASS_CLASS = 7,
	CLASS_STRING = 8,
	CLASS_FIELD = 9,
	CLASS_METHOD = 10,
	CLASS_INTERFACE_METHOD = 11,
	CLASS_NAME_AND_TYPE = 12,
	CLASS_METHOD_HANDLE = 15,
	CLASS_METHOD_TYPE = 16,
	CLASS_DYNAMIC = 17,
	CLASS_INVOKE_DYNAMIC = 18,
	CLASS_MODULE = 19,
	CLASS_PACKAGE = 20,
};

struct class_constant {
	uint8_t tag;	   /* 0: there is none of this number */
	bool used;	   /* something of which a text is made refers to it */
	size_t size;	   /* of all of it */
	struct bytes data; /* borrowed: behind the tag; of a text what it is */
};

struct class_file {
	struct class_constant *at; /* owned, by number */
	size_t count;
	struct bytes
		*bootstraps; /* owned: each of BootstrapMethods, and what follows it */
	size_t bootstrap_count;
	size_t end; /* where the constants do */
};

#define cleanup_class_file __attribute__((cleanup(class_file_release)))
void class_file_release(struct class_file *file);

/* Reads the constants; false where they are none, and then those before are kept. */
bool class_file_read(struct class_file *file, struct bytes content);

/* Gives the constants that are made by a method the content of BootstrapMethods. */
void class_file_set_bootstraps(struct class_file *file, struct bytes content);

/* The text of a constant that is one; empty otherwise. */
struct bytes class_text(const struct class_file *file, unsigned number);

/* Appends what a constant stands for, and marks all that it is made of as used. */
void class_append_constant(struct class_file *file, unsigned number, struct buffer *out);

/* Appends a text, with what separates parts escaped; a long one has its digest. */
void class_append_name(struct bytes text, struct buffer *out);

/* In class_attributes.c: appends what the content of an attribute of this name says.
 * False when it is not known, or not as it has to be: then some of it may have been
 * appended and marked. */
bool class_knows_attribute(struct bytes name);
bool class_append_attribute(struct class_file *file, struct bytes name,
			    struct bytes content, struct buffer *out);

/* What stands between two instructions, and in none. */
#define CLASS_NEXT " | "

/* In class_code.c: appends all instructions; false when it is no code. */
bool class_append_code(struct class_file *file, struct bytes code, struct buffer *out);

/* Where the instruction of this number begins. */
size_t class_code_offset(struct bytes code, size_t number);
