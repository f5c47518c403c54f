with derived as (
  select
    o.occurrence_id,
    d.document_id,
    o.path,
    o.symbol,
    o.start_line,
    o.end_line,
    o.range_len,
    o.start_line >= 0 and o.start_char >= 0 and o.end_line >= o.start_line and o.end_char >= 0 as has_range,
    first_line.line_text is not null and last_line.line_text is not null as has_text,
    first_line.start_byte
      + case
        when strlen(first_line.line_text) = length(first_line.line_text) then case
          when o.start_char between 0 and length(first_line.line_text) then o.start_char
        end
        when o.start_char between 0 and length(regexp_replace(first_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g')) and not regexp_full_match(substring(regexp_replace(first_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), o.start_char + 1, 1), '([\x{10000}-\x{10FFFF}])') then strlen(regexp_replace(substring(regexp_replace(first_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), 1, o.start_char), 'x([\x{10000}-\x{10FFFF}])', '\1', 'g'))
      end as bstart,
    last_line.start_byte
      + case
        when strlen(last_line.line_text) = length(last_line.line_text) then case
          when o.end_char between 0 and length(last_line.line_text) then o.end_char
        end
        when o.end_char between 0 and length(regexp_replace(last_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g')) and not regexp_full_match(substring(regexp_replace(last_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), o.end_char + 1, 1), '([\x{10000}-\x{10FFFF}])') then strlen(regexp_replace(substring(regexp_replace(last_line.line_text, '([\x{10000}-\x{10FFFF}])', 'x\1', 'g'), 1, o.end_char), 'x([\x{10000}-\x{10FFFF}])', '\1', 'g'))
      end as bend
  from scip_occurrences as o
  left join scip_documents as d on o.path = d.path
  left join file_lines as first_line on o.path = first_line.path
    and o.start_line = first_line.line_no
  left join file_lines as last_line on o.path = last_line.path and o.end_line = last_line.line_no
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
