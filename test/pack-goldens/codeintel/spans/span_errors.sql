with derived as (
  select
    scip_occurrences.occurrence_id,
    scip_documents.document_id,
    scip_occurrences.path,
    scip_occurrences.symbol,
    scip_occurrences.start_line,
    scip_occurrences.end_line,
    scip_occurrences.range_len,
    scip_occurrences.start_line >= 0
      and scip_occurrences.start_char >= 0
      and scip_occurrences.end_line >= scip_occurrences.start_line
      and scip_occurrences.end_char >= 0 as has_range,
    file_lines.line_text is not null and file_lines_end_line.line_text is not null as has_text,
    file_lines.start_byte
      + case
        when strlen(file_lines.line_text) = length(file_lines.line_text) then case
          when scip_occurrences.start_char between 0 and length(file_lines.line_text) then scip_occurrences.start_char
        end
        when scip_occurrences.start_char between 0 and length(regexp_replace(file_lines.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g')) and not regexp_full_match(substring(regexp_replace(file_lines.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), scip_occurrences.start_char + 1, 1), '([\x{10000}-\x{10FFFF}])') then strlen(regexp_replace(substring(regexp_replace(file_lines.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), 1, scip_occurrences.start_char), 'x([\x{10000}-\x{10FFFF}])', '\1', 'g'))
      end as bstart,
    file_lines_end_line.start_byte
      + case
        when strlen(file_lines_end_line.line_text) = length(file_lines_end_line.line_text) then case
          when scip_occurrences.end_char between 0 and length(file_lines_end_line.line_text) then scip_occurrences.end_char
        end
        when scip_occurrences.end_char between 0 and length(regexp_replace(file_lines_end_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g')) and not regexp_full_match(substring(regexp_replace(file_lines_end_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), scip_occurrences.end_char + 1, 1), '([\x{10000}-\x{10FFFF}])') then strlen(regexp_replace(substring(regexp_replace(file_lines_end_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), 1, scip_occurrences.end_char), 'x([\x{10000}-\x{10FFFF}])', '\1', 'g'))
      end as bend
  from scip_occurrences
  left join scip_documents on scip_occurrences.path = scip_documents.path
  left join file_lines on scip_occurrences.path = file_lines.path
    and scip_occurrences.start_line = file_lines.line_no
  left join file_lines as file_lines_end_line on scip_occurrences.path = file_lines_end_line.path
    and scip_occurrences.end_line = file_lines_end_line.line_no
),
with_reason as (
  select
    occurrence_id,
    path,
    symbol,
    start_line,
    end_line,
    range_len,
    case
      when document_id is null or not has_text then 'missing_file_text'
      when range_len <> 3 and range_len <> 4 then 'invalid_range_len'
      when not has_range then 'missing_range'
      when bstart is null or bend is null or bend < bstart then 'out_of_line'
    end as reason
  from derived
)
select occurrence_id, path, symbol, start_line, end_line, range_len, reason
from with_reason
where reason is not null
order by path nulls last, occurrence_id nulls last
