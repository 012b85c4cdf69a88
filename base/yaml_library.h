/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libyaml. */

#include <yaml.h>

#include "base/later.h"

#define YAML_CALLS(CALL)                                                                 \
	CALL(yaml_document_end_event_initialize)                                         \
	CALL(yaml_document_start_event_initialize)                                       \
	CALL(yaml_emitter_delete)                                                        \
	CALL(yaml_emitter_emit)                                                          \
	CALL(yaml_emitter_initialize)                                                    \
	CALL(yaml_emitter_set_output)                                                    \
	CALL(yaml_emitter_set_unicode)                                                   \
	CALL(yaml_emitter_set_width)                                                     \
	CALL(yaml_event_delete)                                                          \
	CALL(yaml_mapping_end_event_initialize)                                          \
	CALL(yaml_mapping_start_event_initialize)                                        \
	CALL(yaml_parser_delete)                                                         \
	CALL(yaml_parser_initialize)                                                     \
	CALL(yaml_parser_parse)                                                          \
	CALL(yaml_parser_set_input_string)                                               \
	CALL(yaml_scalar_event_initialize)                                               \
	CALL(yaml_sequence_end_event_initialize)                                         \
	CALL(yaml_sequence_start_event_initialize)                                       \
	CALL(yaml_stream_end_event_initialize)                                           \
	CALL(yaml_stream_start_event_initialize)

LATER_DECLARE(yaml, YAML_CALLS)

#define yaml_document_end_event_initialize                                               \
	yaml_library()->yaml_document_end_event_initialize
#define yaml_document_start_event_initialize                                             \
	yaml_library()->yaml_document_start_event_initialize
#define yaml_emitter_delete	 yaml_library()->yaml_emitter_delete
#define yaml_emitter_emit	 yaml_library()->yaml_emitter_emit
#define yaml_emitter_initialize	 yaml_library()->yaml_emitter_initialize
#define yaml_emitter_set_output	 yaml_library()->yaml_emitter_set_output
#define yaml_emitter_set_unicode yaml_library()->yaml_emitter_set_unicode
#define yaml_emitter_set_width	 yaml_library()->yaml_emitter_set_width
#define yaml_event_delete	 yaml_library()->yaml_event_delete
#define yaml_mapping_end_event_initialize                                                \
	yaml_library()->yaml_mapping_end_event_initialize
#define yaml_mapping_start_event_initialize                                              \
	yaml_library()->yaml_mapping_start_event_initialize
#define yaml_parser_delete	     yaml_library()->yaml_parser_delete
#define yaml_parser_initialize	     yaml_library()->yaml_parser_initialize
#define yaml_parser_parse	     yaml_library()->yaml_parser_parse
#define yaml_parser_set_input_string yaml_library()->yaml_parser_set_input_string
#define yaml_scalar_event_initialize yaml_library()->yaml_scalar_event_initialize
#define yaml_sequence_end_event_initialize                                               \
	yaml_library()->yaml_sequence_end_event_initialize
#define yaml_sequence_start_event_initialize                                             \
	yaml_library()->yaml_sequence_start_event_initialize
#define yaml_stream_end_event_initialize yaml_library()->yaml_stream_end_event_initialize
#define yaml_stream_start_event_initialize                                               \
	yaml_library()->yaml_stream_start_event_initialize
