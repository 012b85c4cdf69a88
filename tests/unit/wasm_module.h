/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* WebAssembly modules put together section by section. */

#include "tests/unit/binaries.h"

static inline void
put_name(struct buffer *out, const char *name)
{
	buffer_append_byte(out, (uint8_t)strlen(name));
	buffer_append_text(out, name);
}

static inline void
put_section(struct buffer *module, uint8_t id, const char *name, struct bytes content)
{
	cleanup_buffer struct buffer whole = BUFFER_INIT(SIZE_MAX);

	if (id == 0)
		put_name(&whole, name);
	buffer_append(&whole, content);
	assert_true(whole.size < 128);
	buffer_append_byte(module, id);
	buffer_append_byte(module, (uint8_t)whole.size);
	buffer_append(module, buffer_bytes(&whole));
}

/* What the modules of the tests differ in. */
struct wasm_choice {
	uint8_t constant;    /* what the function returns */
	const char *import;  /* a second import; NULL */
	const char *version; /* of the compiler; NULL: 14.0.6 */
	bool start;	     /* it runs when it is loaded */
};

/* Two imports at most, one function that is exported as "answer". */
static inline void
put_module(struct buffer *module, const struct wasm_choice *choice)
{
	static const uint8_t header[] = { 0, 'a', 's', 'm', 1, 0, 0, 0 };
	static const uint8_t types[] = { 1, 0x60, 0, 1, 0x7f }, functions[] = { 1, 0 };
	uint8_t code[] = { 1, 4, 0, 0x41, choice->constant, 0x0b };
	uint8_t first = 0;
	cleanup_buffer struct buffer imports = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer exports = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer tools = BUFFER_INIT(SIZE_MAX);

	buffer_append(module, BYTES_OF(header));
	put_section(module, 1, "", BYTES_OF(types));
	buffer_append_byte(&imports, choice->import != NULL ? 3 : 2);
	put_name(&imports, "env");
	put_name(&imports, "log");
	put_little(&imports, 0, 2);
	put_name(&imports, "env");
	put_name(&imports, "memory");
	put_little(&imports, 0x010102, 4);
	imports.size--; /* kind 2, limits 1 1 1 */
	buffer_append_byte(&imports, 2);
	if (choice->import != NULL) {
		put_name(&imports, "wasi");
		put_name(&imports, choice->import);
		put_little(&imports, 0, 2);
	}
	first = choice->import != NULL ? 2 : 1;
	put_section(module, 2, "", buffer_bytes(&imports));
	put_section(module, 3, "", BYTES_OF(functions));
	buffer_append_byte(&exports, 1);
	put_name(&exports, "answer");
	buffer_append_byte(&exports, 0);
	buffer_append_byte(&exports, first);
	put_section(module, 7, "", buffer_bytes(&exports));
	if (choice->start)
		put_section(module, 8, "", (struct bytes){ &first, 1 });
	put_section(module, 10, "", BYTES_OF(code));
	buffer_append_byte(&tools, 1);
	put_name(&tools, "processed-by");
	buffer_append_byte(&tools, 1);
	put_name(&tools, "clang");
	put_name(&tools, choice->version != NULL ? choice->version : "14.0.6");
	put_section(module, 0, "producers", buffer_bytes(&tools));
	put_section(module, 0, "note", bytes_of_text("a text that engines pass over"));
}
