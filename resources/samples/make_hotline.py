"""Makes hotline.csv, requests of citizens as an old system exports them in GB18030, with texts to be labelled."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEED = 12345
ROWS = 300
REGIONS = ("鼓楼区", "台江区", "仓山区", "马尾区", "晋安区", "长乐区")
NAMES = ("林先生", "陈女士", "黄先生", "郑女士", "王先生", "吴女士", "张先生", "李女士", "䶮先生", "𬭎女士")
PLACES = ("东街口", "宝龙广场", "万象城", "闽江公园", "五一广场", "大学城", "火车站北广场", "西湖公园")
TEXTS = (
    "反映{place}附近工地夜间{hour}点后仍在施工，噪声很大，影响孩子睡觉，希望尽快处理。",
    "咨询灵活就业人员社保如何缴纳，在{place}附近哪个窗口可以办理。",
    "反映{place}路段路灯不亮已有{days}天，晚上出行不安全，请派人维修。",
    "投诉{place}某餐馆油烟直排，每天{hour}点以后气味刺鼻，\n多次与店家沟通无果。",
    "建议在{place}增设公交站点，老年人出行不便。",
    "咨询孩子秋季入学需要哪些材料，户籍不在本区，在{place}租房居住。",
    "反映{place}垃圾桶满溢{days}天无人清运，臭味很大，蚊虫多。",
    "表扬{place}社区工作人员服务热情，{days}天内就解决了漏水问题。",
    "投诉{place}停车场乱收费，标价牌写“每小时5元”，实际收了{days}0元。",
    "反映{place}小区电梯故障频繁，近{days}天停运，老人上下楼困难，要求物业维修。",
    "咨询营业执照变更地址的流程，门店从{place}搬走了。",
    "求助：老人在{place}附近走失，身穿蓝色外套，请帮忙查找。",
)


def make() -> None:
    """Write the csv: quoted where needed, line breaks in some texts, and a closing line that is no record."""
    rng = random.Random(SEED)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("工单编号", "来电时间", "区域", "来电人", "联系电话", "诉求内容", "处理状态"))
    moment = dt.datetime(2025, 7, 1, 8, 0)
    for at in range(1, ROWS + 1):
        moment += dt.timedelta(minutes=rng.randint(3, 400))
        text = rng.choice(TEXTS).format(place=rng.choice(PLACES), hour=rng.randint(21, 23), days=rng.randint(2, 9))
        writer.writerow((f"0{20250000 + at}", moment.strftime("%Y-%m-%d %H:%M"), rng.choice(REGIONS), rng.choice(NAMES),
                         f"1990000{rng.randint(0, 9999):04d}", text, rng.choice(("已办结", "办理中", "待派单", ""))))
    out.write(f"共导出{ROWS}条记录\r\n")
    (HERE / "hotline.csv").write_bytes(out.getvalue().encode("gb18030"))
