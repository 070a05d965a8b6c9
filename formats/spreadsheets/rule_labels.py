"""What the rules of a plan are called in its sheet, and what belongs into each (B10)."""

from typing import Final, NamedTuple


class RuleLabel(NamedTuple):
    """The columns 项目 and 说明 of a rule."""

    label: str
    note: str


RULE_LABELS: Final = {
    "exam_name": RuleLabel("考试名称", "打印在各类表单上"),
    "centre_name": RuleLabel("考点名称", "打印为 考点(学校)"),
    "centre_code": RuleLabel("考点代码", "7位数字"),
    "room_code": RuleLabel("考场代码", "考点代码+3位考场号"),
    "mode": RuleLabel("考试模式", "正考 / 模考"),
    "subject": RuleLabel("科目", "各场次的科目见工作表“场次”"),
    "timezone": RuleLabel("时区", "所有时间均为此时区"),
    "auth_before_min": RuleLabel("授权下载提前(分钟)", "开始前多少分钟可下载考试授权"),
    "login_before_min": RuleLabel("允许登录提前(分钟)", "开始前多少分钟自动允许登录"),
    "start_before_min": RuleLabel("允许开考提前(分钟)", "最早可点允许开考"),
    "start_after_min": RuleLabel("允许开考最晚(分钟)", "超过后须延考授权码"),
    "countdown_sec": RuleLabel("开考倒计时(秒)", "点允许开考后的倒计时"),
    "late_limit_min": RuleLabel("迟到时间(分钟)", "超过后不能首次登录,缺考登记亮起"),
    "earliest_submit_min": RuleLabel("允许提前交卷(分钟)", "开考多少分钟后可交卷,单机收卷亦受此限"),
    "allow_extra_time": RuleLabel("是否允许补时", "是 / 否"),
    "free_extra_minutes": RuleLabel("免授权补时(分钟)", "每人累计不超过此值无需授权码"),
    "max_extra_minutes": RuleLabel("最大补时(分钟)", "每人累计上限;留空即不超过科目总时长"),
    "allow_reset": RuleLabel("是否允许考生初始化", "是 / 否"),
    "code_policy": RuleLabel("授权码方式", "考点=考点管理员计算 / 上级=向上级申请"),
    "code_valid_min": RuleLabel("授权码有效期(分钟)", "自计算起多少分钟内有效"),
    "require_backup": RuleLabel("是否强制外部备份", "上报前须备份到外部存储"),
    "login_by": RuleLabel("登录方式", "准考证号 / 准考证号+证件号"),
    "login_after_check": RuleLabel("入场核验后才能登录", "是 / 否"),
    "other_seat": RuleLabel("非编排机位登录", "允许 / 提醒 / 拒绝"),
    "seating": RuleLabel("编排座位", "序号 / 抽签 / 名单 / 不编排"),
    "credit_needs_code": RuleLabel("补回须授权", "因故障中断的时间如数补回,是否须授权码"),
}
