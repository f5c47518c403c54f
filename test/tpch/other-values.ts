/** A second set of the specification's substitution parameters: values for the rules, and what stands for them in the SQL. */
type Values = { readonly params: Readonly<Record<string, string>>; readonly sql: readonly (readonly [from: string, to: string])[] };

export const OTHER_VALUES: Readonly<Record<string, Values>> = {
  q01: { params: { "q01.delta": "60" }, sql: [["'90' day", "'60' day"]] },
  q02: {
    params: { "q02.size": "23", "q02.type": "STEEL", "q02.region_name": "ASIA" },
    sql: [["p_size = 15", "p_size = 23"], ["%BRASS", "%STEEL"], ["EUROPE", "ASIA"]],
  },
  q03: { params: { "q03.segment": "MACHINERY", "q03.day": "1995-03-25" }, sql: [["BUILDING", "MACHINERY"], ["1995-03-15", "1995-03-25"]] },
  q04: { params: { "q04.start": "1996-02-01" }, sql: [["1993-07-01", "1996-02-01"]] },
  q05: { params: { "q05.region_name": "AMERICA", "q05.start": "1997-01-01" }, sql: [["ASIA", "AMERICA"], ["1994-01-01", "1997-01-01"]] },
  q06: {
    params: { "q06.start": "1996-01-01", "q06.discount": "0.08", "q06.quantity": "25" },
    sql: [["1994-01-01", "1996-01-01"], ["0.06", "0.08"], ["< 24", "< 25"]],
  },
  q07: { params: { "q07.nation1": "INDIA", "q07.nation2": "PERU" }, sql: [["FRANCE", "INDIA"], ["GERMANY", "PERU"]] },
  q08: {
    params: { "q08.nation_name": "CHINA", "q08.region_name": "ASIA", "q08.type": "STANDARD PLATED TIN" },
    sql: [["BRAZIL", "CHINA"], ["AMERICA", "ASIA"], ["ECONOMY ANODIZED STEEL", "STANDARD PLATED TIN"]],
  },
  q09: { params: { "q09.color": "dim" }, sql: [["%green%", "%dim%"]] },
  q10: { params: { "q10.start": "1994-12-01" }, sql: [["1993-10-01", "1994-12-01"]] },
  q11: { params: { "q11.nation_name": "JAPAN", "q11.fraction": "0.01" }, sql: [["GERMANY", "JAPAN"], ["0.0001", "0.01"]] },
  q12: { params: { "q12.modes": '["TRUCK", "RAIL"]', "q12.start": "1996-01-01" }, sql: [["MAIL", "TRUCK"], ["SHIP'", "RAIL'"], ["1994-01-01", "1996-01-01"]] },
  q13: { params: { "q13.word1": "express", "q13.word2": "packages" }, sql: [["special", "express"], ["requests", "packages"]] },
  q14: { params: { "q14.start": "1997-02-01" }, sql: [["1995-09-01", "1997-02-01"]] },
  q15: { params: { "q15.start": "1993-05-01" }, sql: [["1996-01-01", "1993-05-01"]] },
  q16: {
    params: { "q16.brand": "Brand#21", "q16.type": "SMALL BRUSHED", "q16.sizes": "[50, 1, 2, 7, 12, 24, 33, 41]" },
    sql: [["Brand#45", "Brand#21"], ["MEDIUM POLISHED", "SMALL BRUSHED"], ["49, 14, 23, 45, 19, 3, 36, 9", "50, 1, 2, 7, 12, 24, 33, 41"]],
  },
  q17: { params: { "q17.brand": "Brand#34", "q17.container": "JUMBO PKG" }, sql: [["Brand#23", "Brand#34"], ["MED BOX", "JUMBO PKG"]] },
  q18: { params: { "q18.quantity": "240" }, sql: [["> 300", "> 240"]] },
  q19: {
    params: { "q19.quantity1": "5", "q19.quantity2": "15", "q19.quantity3": "25", "q19.brand1": "Brand#33", "q19.brand2": "Brand#51", "q19.brand3": "Brand#15" },
    sql: [
      ["l_quantity >= 1 and l_quantity <= 1 + 10", "l_quantity >= 5 and l_quantity <= 5 + 10"], ["l_quantity >= 10 and l_quantity <= 10 + 10", "l_quantity >= 15 and l_quantity <= 15 + 10"],
      ["l_quantity >= 20 and l_quantity <= 20 + 10", "l_quantity >= 25 and l_quantity <= 25 + 10"], ["Brand#12", "Brand#33"], ["Brand#23", "Brand#51"], ["Brand#34", "Brand#15"],
    ],
  },
  q20: {
    params: { "q20.color": "azure", "q20.start": "1996-01-01", "q20.nation_name": "KENYA" },
    sql: [["forest%", "azure%"], ["1994-01-01", "1996-01-01"], ["CANADA", "KENYA"]],
  },
  q21: { params: { "q21.nation_name": "IRAN" }, sql: [["SAUDI ARABIA", "IRAN"]] },
  q22: {
    params: { "q22.codes": '["20", "21", "22", "24", "25", "26", "27"]' },
    sql: [["'13', '31', '23', '29', '30', '18', '17'", "'20', '21', '22', '24', '25', '26', '27'"]],
  },
};
