"""The yardsticks: what somebody who knows DuckDB would write by hand for the same work."""

from __future__ import annotations

from typing import Any

from tests.bench.data import CATEGORIES, PROVINCES, RID_WEIGHTS, STATUS


def listed(column: str, codes: Any) -> str:
    """Return SQL that is true where a text is not one of some codes."""
    return f"{column} not in ({', '.join(repr(code) for code in codes)})"


def wrong_id_number() -> str:
    """Return SQL that is true where a citizen number is malformed, of no real day, or of a wrong check digit."""
    total = " + ".join(f"(ascii(substr(id_number, {at}, 1)) - 48) * {weight}"
                       for at, weight in enumerate(RID_WEIGHTS, start=1))
    day = "try_strptime(substr(id_number, 7, 8), '%Y%m%d')"
    return ("not regexp_full_match(id_number, '[1-8][0-9]{16}[0-9X]')"
            f" or {day} is null or {day} > current_date"
            f" or right(id_number, 1) <> substr('10X98765432', ({total}) % 11 + 1, 1)")


BORN = "try_strptime(birth_date, '%Y-%m-%d')"
REGISTERED = "try_strptime(reg_date, '%Y-%m-%d')"
NUMBER = "regexp_full_match(amount, '[+-]?[0-9]+([.][0-9]+)?')"
WHOLE = "regexp_full_match(headcount, '[+-]?[0-9]+')"
FORMED = "regexp_full_match(id_number, '[0-9]{17}[0-9X]')"

RULES: dict[str, tuple[str, str]] = {
    "record_no.required": ("record_no", "record_no is null or trim(record_no) = ''"),
    "record_no.pattern": ("record_no", "not regexp_full_match(record_no, 'R[0-9]{9}')"),
    "record_no.unique": ("record_no", "record_no in (from twice)"),
    "name.required": ("name", "name is null or trim(name) = ''"),
    "name.maxLength": ("name", "length(name) > 20"),
    "id_number.check": ("id_number", wrong_id_number()),
    "id_number.check.area": ("id_number", f"{FORMED} and left(id_number, 6) not in (from divisions)"),
    "id_number.check.age": ("id_number", f"{FORMED} and try_strptime(substr(id_number, 7, 8), '%Y%m%d')"
                                         " < current_date - interval 130 year"),
    "org_name.required": ("org_name", "org_name is null or trim(org_name) = ''"),
    "credit_code.pattern": ("credit_code", "not regexp_full_match(credit_code, '[0-9A-HJ-NPQRTUWXY]{18}')"),
    "phone.pattern": ("phone", "not regexp_full_match(phone, '1[3-9][0-9]{9}')"),
    "email.pattern": ("email", "not regexp_full_match(email, '[A-Za-z0-9]+@[A-Za-z0-9.]+')"),
    "province.codes": ("province", listed("province", PROVINCES.values())),
    "birth_date.type": ("birth_date", f"birth_date is not null and {BORN} is null"),
    "reg_date.type": ("reg_date", f"reg_date is not null and {REGISTERED} is null"),
    "reg_date.minimum": ("reg_date", f"{REGISTERED} < date '1949-10-01'"),
    "amount.type": ("amount", f"amount is not null and not {NUMBER}"),
    "amount.minimum": ("amount", f"{NUMBER} and try_cast(amount as double) < 0"),
    "headcount.type": ("headcount", f"headcount is not null and not {WHOLE}"),
    "headcount.maximum": ("headcount", f"{WHOLE} and try_cast(headcount as bigint) > 1000000"),
    "status.codes": ("status", listed("status", STATUS)),
    "category.codes": ("category", listed("category", CATEGORIES)),
    "postcode.pattern": ("postcode", "not regexp_full_match(postcode, '[0-9]{6}')"),
    "plate.pattern": ("plate", "not regexp_full_match(plate, '[京沪苏浙鲁豫鄂粤川陕][A-H][0-9]{5}')"),
    "R01": ("reg_date", f"{REGISTERED} < {BORN}"),
}
"""{rule: (column a failure is shown at, SQL that is true where it fails)}: the 25 of standard/register.pack.yaml."""


def check_sql() -> str:
    """Return one statement that lists every failing cell: position, number of the rule, value.

    One pass gives a row of bits; rows with none are dropped before the bits are taken apart.
    """
    bits = " | ".join(f"(coalesce(({fails}), false)::bigint << {at})" for at, (_column, fails) in
                      enumerate(RULES.values()))
    values = " ".join(f"when {at} then {column}" for at, (column, _fails) in enumerate(RULES.values()))
    return (
        "with twice as materialized (select record_no from data group by record_no having count(*) > 1),"
        f" marked as (select *, {bits} as bits from data)"
        f" select position, rule, case rule {values} end as value"
        f" from (select * from marked where bits <> 0) cross join (select unnest(range({len(RULES)})) as rule)"
        " where (bits >> rule) & 1 = 1 order by position, rule")


def check(data: Any, divisions: Any, memory_limit: str) -> Any:
    """Return every failing cell of an Arrow table, asked by hand, with the engine's own memory limit."""
    import duckdb

    with duckdb.connect(config={"memory_limit": memory_limit}) as connection:
        connection.register("data", data)
        connection.register("divisions", divisions)
        return connection.sql(check_sql()).to_arrow_table()
