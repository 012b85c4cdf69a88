/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A class as a compiler would write it, with one method and one field, and what a test
 * wants to be otherwise. */

#include "base/buffer.h"
#include "tests/unit/binaries.h"

struct class_choice {
	uint8_t number;	      /* that the method gives back, with bipush */
	bool shifted;	      /* the constants stand in another order */
	const char *unused;   /* a text that nothing refers to */
	const char *calls;    /* the method calls this method, of a name and type (LV)V */
	const char *calls_in; /* and of this class */
	const char *more;     /* one more method, abstract, of this name */
	const char *source;   /* the SourceFile; NULL: none */
	const char *attribute; /* one of this name, that nobody knows, with content "?" */
	uint16_t access;       /* more bits of the class */
	uint16_t major;	       /* 0: of Java 17 */
	uint8_t line;	       /* in the LineNumberTable */
	uint8_t opcode;	       /* in place of ireturn */
	bool lambda;	       /* the method begins with an invokedynamic */
};

/* The constants by what they are needed for; at[] is their number. */
enum class_need {
	NEED_THIS_NAME,
	NEED_THIS,
	NEED_OBJECT_NAME,
	NEED_OBJECT,
	NEED_CODE,
	NEED_LINES,
	NEED_METHOD_NAME,
	NEED_METHOD_TYPE,
	NEED_FIELD_NAME,
	NEED_FIELD_TYPE,
	NEED_CONSTANT_VALUE,
	NEED_LONG,
	NEED_CALLED_CLASS_NAME,
	NEED_CALLED_CLASS,
	NEED_CALLED_NAME,
	NEED_CALLED_TYPE,
	NEED_CALLED_BOTH,
	NEED_CALLED,
	NEED_MORE,
	NEED_SOURCE_FILE,
	NEED_SOURCE,
	NEED_ATTRIBUTE,
	NEED_BOOTSTRAPS,
	NEED_HANDLE,
	NEED_LAMBDA,
	CLASS_NEEDS,
};

struct class_writer {
	struct buffer out;
	unsigned at[CLASS_NEEDS], count;
};

static inline void
class_put_text(struct class_writer *writer, enum class_need need, const char *text)
{
	writer->at[need] = writer->count++;
	put_big(&writer->out, 1, 1);
	put_big(&writer->out, strlen(text), 2);
	buffer_append_text(&writer->out, text);
}

static inline void
class_put_one(struct class_writer *writer, enum class_need need, unsigned tag,
	      enum class_need name)
{
	writer->at[need] = writer->count++;
	put_big(&writer->out, tag, 1);
	put_big(&writer->out, writer->at[name], 2);
}

static inline void
class_put_two(struct class_writer *writer, enum class_need need, unsigned tag,
	      unsigned first, enum class_need second)
{
	writer->at[need] = writer->count++;
	put_big(&writer->out, tag, 1);
	put_big(&writer->out, first, 2);
	put_big(&writer->out, writer->at[second], 2);
}

static inline void
class_put_called(struct class_writer *writer, const struct class_choice *choice)
{
	enum { CLASS = 7, METHOD = 10, NAME_AND_TYPE = 12, HANDLE = 15, LAMBDA = 18 };

	class_put_text(writer, NEED_CALLED_CLASS_NAME,
		       choice->calls_in != NULL ? choice->calls_in : "org/example/B");
	class_put_one(writer, NEED_CALLED_CLASS, CLASS, NEED_CALLED_CLASS_NAME);
	class_put_text(writer, NEED_CALLED_NAME,
		       choice->calls != NULL ? choice->calls : "b");
	class_put_text(writer, NEED_CALLED_TYPE, "()V");
	class_put_two(writer, NEED_CALLED_BOTH, NAME_AND_TYPE,
		      writer->at[NEED_CALLED_NAME], NEED_CALLED_TYPE);
	class_put_two(writer, NEED_CALLED, METHOD, writer->at[NEED_CALLED_CLASS],
		      NEED_CALLED_BOTH);
	if (!choice->lambda)
		return;
	class_put_text(writer, NEED_BOOTSTRAPS, "BootstrapMethods");
	writer->at[NEED_HANDLE] = writer->count++;
	put_big(&writer->out, HANDLE, 1);
	put_big(&writer->out, 6, 1);
	put_big(&writer->out, writer->at[NEED_CALLED], 2);
	class_put_two(writer, NEED_LAMBDA, LAMBDA, 0, NEED_CALLED_BOTH);
}

static inline void
class_put_own(struct class_writer *writer, const struct class_choice *choice)
{
	enum { CLASS = 7, LONG = 5 };

	class_put_text(writer, NEED_THIS_NAME, "org/example/A");
	class_put_one(writer, NEED_THIS, CLASS, NEED_THIS_NAME);
	class_put_text(writer, NEED_OBJECT_NAME, "java/lang/Object");
	class_put_one(writer, NEED_OBJECT, CLASS, NEED_OBJECT_NAME);
	class_put_text(writer, NEED_CODE, "Code");
	class_put_text(writer, NEED_LINES, "LineNumberTable");
	class_put_text(writer, NEED_METHOD_NAME, "f");
	class_put_text(writer, NEED_METHOD_TYPE, "()I");
	class_put_text(writer, NEED_FIELD_NAME, "x");
	class_put_text(writer, NEED_FIELD_TYPE, "J");
	class_put_text(writer, NEED_CONSTANT_VALUE, "ConstantValue");
	writer->at[NEED_LONG] = writer->count;
	writer->count += 2;
	put_big(&writer->out, LONG, 1);
	put_big(&writer->out, 77, 8);
	if (choice->more != NULL)
		class_put_text(writer, NEED_MORE, choice->more);
	if (choice->source != NULL) {
		class_put_text(writer, NEED_SOURCE_FILE, "SourceFile");
		class_put_text(writer, NEED_SOURCE, choice->source);
	}
	if (choice->attribute != NULL)
		class_put_text(writer, NEED_ATTRIBUTE, choice->attribute);
	if (choice->unused != NULL)
		class_put_text(writer, NEED_ATTRIBUTE, choice->unused);
}

static inline void
class_put_constants(struct class_writer *writer, const struct class_choice *choice)
{
	bool calls = choice->calls != NULL || choice->lambda;
	size_t count = writer->out.size;

	put_big(&writer->out, 0, 2);
	writer->count = 1;
	if (calls && choice->shifted)
		class_put_called(writer, choice);
	class_put_own(writer, choice);
	if (calls && !choice->shifted)
		class_put_called(writer, choice);
	writer->out.data[count] = (uint8_t)(writer->count >> 8);
	writer->out.data[count + 1] = (uint8_t)writer->count;
}

static inline void
class_put_numbers(struct class_writer *writer, unsigned access, enum class_need name,
		  enum class_need type)
{
	put_big(&writer->out, access, 2);
	put_big(&writer->out, writer->at[name], 2);
	put_big(&writer->out, writer->at[type], 2);
}

static inline void
class_put_code(struct class_writer *writer, const struct class_choice *choice)
{
	enum { BIPUSH = 16, RETURN = 172, STATIC = 184, DYNAMIC = 186, TABLE = 12 };
	cleanup_buffer struct buffer code = BUFFER_INIT(SIZE_MAX);
	struct buffer *out = &writer->out;

	if (choice->lambda) {
		put_big(&code, DYNAMIC, 1);
		put_big(&code, writer->at[NEED_LAMBDA], 2);
		put_big(&code, 0, 2);
	}
	if (choice->calls != NULL) {
		put_big(&code, STATIC, 1);
		put_big(&code, writer->at[NEED_CALLED], 2);
	}
	put_big(&code, BIPUSH, 1);
	put_big(&code, choice->number, 1);
	put_big(&code, choice->opcode != 0 ? choice->opcode : RETURN, 1);
	put_big(out, writer->at[NEED_CODE], 2);
	put_big(out, 12 + code.size + 6 + 2 + 4, 4);
	put_big(out, 0x00010000, 4);
	put_big(out, code.size, 4);
	buffer_append(out, buffer_bytes(&code));
	put_big(out, 0, 2);
	put_big(out, 1, 2);
	put_big(out, writer->at[NEED_LINES], 2);
	put_big(out, 6, 4);
	put_big(out, 1, 2);
	put_big(out, choice->line, 4);
}

static inline void
class_put_attribute(struct class_writer *writer, enum class_need name,
		    struct bytes content)
{
	put_big(&writer->out, writer->at[name], 2);
	put_big(&writer->out, content.size, 4);
	buffer_append(&writer->out, content);
}

static inline void
class_put_attributes(struct class_writer *writer, const struct class_choice *choice)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(SIZE_MAX);
	unsigned count =
		(choice->source != NULL) + (choice->attribute != NULL) + choice->lambda;

	put_big(&writer->out, count, 2);
	if (choice->source != NULL) {
		put_big(&content, writer->at[NEED_SOURCE], 2);
		class_put_attribute(writer, NEED_SOURCE_FILE, buffer_bytes(&content));
	}
	if (choice->attribute != NULL)
		class_put_attribute(writer, NEED_ATTRIBUTE, bytes_of_text("?"));
	if (choice->lambda) {
		buffer_clear(&content);
		put_big(&content, 1, 2);
		put_big(&content, writer->at[NEED_HANDLE], 2);
		put_big(&content, 1, 2);
		put_big(&content, writer->at[NEED_THIS], 2);
		class_put_attribute(writer, NEED_BOOTSTRAPS, buffer_bytes(&content));
	}
}

static inline void
put_class(struct buffer *out, const struct class_choice *choice)
{
	enum {
		JAVA_17 = 61,
		PUBLIC_SUPER = 0x21,
		PRIVATE_STATIC_FINAL = 0x1a,
		PUBLIC_ABSTRACT = 0x401
	};
	struct class_writer writer = { .out = BUFFER_INIT(SIZE_MAX) };
	struct buffer *at = &writer.out;

	put_big(at, 0xcafebabe, 4);
	put_big(at, choice->major != 0 ? choice->major : JAVA_17, 4);
	class_put_constants(&writer, choice);
	class_put_numbers(&writer, PUBLIC_SUPER | choice->access, NEED_THIS, NEED_OBJECT);
	put_big(at, 0, 2);
	put_big(at, 1, 2);
	class_put_numbers(&writer, PRIVATE_STATIC_FINAL, NEED_FIELD_NAME,
			  NEED_FIELD_TYPE);
	put_big(at, 1, 2);
	put_big(at, writer.at[NEED_CONSTANT_VALUE], 2);
	put_big(at, 2, 4);
	put_big(at, writer.at[NEED_LONG], 2);
	put_big(at, choice->more != NULL ? 2 : 1, 2);
	class_put_numbers(&writer, 1, NEED_METHOD_NAME, NEED_METHOD_TYPE);
	put_big(at, 1, 2);
	class_put_code(&writer, choice);
	if (choice->more != NULL) {
		class_put_numbers(&writer, PUBLIC_ABSTRACT, NEED_MORE, NEED_METHOD_TYPE);
		put_big(at, 0, 2);
	}
	class_put_attributes(&writer, choice);
	buffer_append(out, buffer_bytes(at));
	buffer_release(at);
}
