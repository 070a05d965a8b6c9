"""What a person is told about each file of samples/malformed, as its README asks (B5, B10)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """Pieces of what is said, each to be found; `seats` is how many are stored where the file is taken."""

    pieces: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    seats: int = 0
    with_plan: bool = False
    options: dict[str, str] = field(default_factory=dict)


REFUSED = {
    "seats_dup_seat.csv": Told(("机位号002与第3行重复",), (5,)),
    "seats_dup_ip.csv": Told(("192.168.0.15与第2行重复",), (6,)),
    "seats_bad_ip.csv": Told(
        ("越界", "缺段", "段数过多", "为空", "0.0.0.0", "回环", "前导零", "端口", "不是IP地址", "组播"),
        tuple(range(2, 12)),
    ),
    "seats_other_subnet.csv": Told(("192.168.9.19", "网段", "待确认"), (6,)),
    "seats_missing_column.csv": Told(("缺少列：IP地址",), (1,)),
    "seats_header_only.csv": Told(("没有数据行",)),
    "seats_zero_bytes.csv": Told(("文件为空",)),
    "seats_binary.csv": Told(("不是有效的CSV",)),
    "seats_empty.xlsx": Told(("没有数据行",)),
    "seats_html_as.xls": Told(("HTML 网页", ".xlsx")),
    "seats_truncated.xlsx": Told(("损坏",)),
    "seats_text_as.xlsx": Told(("不是有效的 Excel 文件",)),
    "candidates_30k.xlsx": Told(("超过考场规模",)),
    "candidates_formula.xlsx": Told(("公式", "数值"), tuple(range(2, 7))),
    "candidates_numeric_ticket.xlsx": Told(("文本格式",), tuple(range(2, 7))),
    "candidates_dup_ticket.xlsx": Told(("190119999990011002与第3行重复", "序号1与第2行重复"), (5, 6), with_plan=True),
    "candidates_wrong_room.xlsx": Told(("002", "17", "19", "1999998"), (2, 3, 4, 5, 6), with_plan=True),
    "candidates_bad_id.xlsx": Told(("校验位", "17位", "出生日期", "证件号不完整"), (2, 3, 4, 5, 6), with_plan=True),
    "candidates_bad_name.xlsx": Told(("姓名为空", "300"), (4, 5), with_plan=True),
    "candidates_wrong_header.xlsx": Told(("缺少列", "准考证号", "学生姓名")),
    "exam_plan_bad.xlsx": Told(
        (
            "工作表“考务规则”第8行 时区“Mars/Phobos”无效",
            "第14行 迟到时间(分钟) -5",
            "第15行 允许提前交卷 95",
            "第17行 免授权补时 140",
            "第18行 最大补时 120",
            "第19行 是否允许考生初始化“也许”无效",
            "第20行 授权码方式",
            "工作表“场次”第2行 时长(分钟)“九十”不是数字",
            "第2行 结束时间",
            "第3行 结束时间“2019.12.21 25:70”",
            "场次重叠",
        )
    ),
    "papers_bad.xlsx": Told(
        (
            "工作表“单选题”第2行 第1题答案“E”",
            "第3行 第2题答案为空",
            "第4行 第3题答案“AB”",
            "第6行 题号4与第5行重复",
            "第7行 第6题选项C为空",
            "第8行 第7题分值为 -3",
            "工作表“多选题”第2行 第1题答案“A”只有一个选项",
            "工作表“判断题”第2行 第1题答案“T?”",
            "工作表“操作题”第2行 第1题要求为空",
            "各题分值合计 94，与总分 100 不符",
        )
    ),
    "bomb.xlsx": Told(("解压",)),
    "xlsx_entity_expansion.xlsx": Told(("实体",)),
    "xlsx_external_entity.xlsx": Told(("实体",)),
    "zip_slip.zip": Told(("../../evil.txt",)),
}

TAKEN = {
    "seats_same_hostname.csv": Told(("PC16与第3行相同",), (4,), 5),
    "seats_gb18030.csv": Told(seats=5),
    "seats_bom.csv": Told(seats=5),
    "seats_utf16.csv": Told(seats=5),
    "seats_semicolon.csv": Told(seats=5),
    "seats_fullwidth.csv": Told(seats=5),
    "seats_unpadded.csv": Told(seats=5),
    "seats_formula_injection.csv": Told(seats=5),
    "seats_html.csv": Told(seats=2),
    "seats_blank_rows_cols.xlsx": Told(seats=5),
    "seats_old.xls": Told(seats=5),
}
