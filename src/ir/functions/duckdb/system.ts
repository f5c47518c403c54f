import type { EngineFamily } from "./family.ts";

export const HASHING_OF_DUCKDB: EngineFamily = {
  family: "Hashing, ids and encodings",
  in: [
    ["md5", "md5"], ["sha256", "sha256"], ["to_hex", "hex to_hex"], ["from_hex", "unhex from_hex"], ["to_base64", "to_base64 base64"], ["from_base64", "from_base64"],
    ["url_encode", "url_encode"], ["url_decode", "url_decode"], ["s::binary", "encode"], ["b::string", "decode"],
  ],
  later: [["nothing has needed it yet: `sha256` serves", "sha1"], ["binary digits of a number: nothing has needed them yet", "bin to_binary unbin from_binary"]],
  out: [
    ["the engine's own hash: another version gives another value; `hash_id`, `sha256` do not change", "hash md5_number md5_number_lower md5_number_upper"],
    ["another value each time: `hash_id` gives a row the same id in each run", "uuid gen_random_uuid uuidv4 uuidv7"],
    ["reads an id that holds a time: keep the time in a column", "uuid_extract_timestamp uuid_extract_version"],
  ],
};

const SESSION = "tells of a session or server, and not of rows";

export const SYSTEM_OF_DUCKDB: EngineFamily = {
  family: "The engine itself",
  in: [],
  later: [["shapes are no type of the language yet", "st_*"]],
  out: [
    [SESSION, "current_* session_user user version pg_* has_* inet_* in_search_path col_description obj_description shobj_description get_block_size txid_current"],
    ["state of a session that would change what a rule means: parameters are `$x`", "getvariable nextval currval"],
    ["has an effect besides its value", "sleep_ms write_log parse_duckdb_log_message"],
    ["the engine's own inner workings", "__internal_* create_sort_key stats vector_type"],
  ],
};
