"""The few sentences that the daemon itself says to a candidate, in both languages."""

from typing import Final

from agent_client.server_words import english
from formats.refused import Refused

_ZH: Final[dict[str, str]] = {
    "Somebody is logged in at this machine.": "本机已有考生登录。",
    "The seat number can be changed only while the proctor has it shown.": "只有监考老师显示机位号时才能修改机位号。",
    "This question cannot have that answer.": "这道题不能有这样的答案，请刷新页面。",
    "There is no such question.": "没有这道题，请刷新页面。",
    "The answer is too long: at most %(most)d characters.": "答案太长，最多 %(most)d 个字。",
    "The exam goes on at another machine.": "考试已转到另一台考试机，本机不能再作答。",
    "The time is over.": "考试时间已到，不能再作答。",
    "The exam stands still. What you have typed is kept and saved when it goes on.": "考试已中断，已输入的内容会保留，恢复后自动保存。",
    "The screen is locked. What you have typed is kept and saved when you go on.": "本机已锁定，已输入的内容会保留，继续作答后自动保存。",
    "The exam has not begun yet.": "考试还没有开始。",
    "Submitting is possible in %(minutes)d minutes.": "还不能交卷，请在 %(minutes)d 分钟后交卷。",
    "Nobody is logged in.": "还没有考生登录。",
    "The server does not answer now. Try again in a moment.": "暂时连不上监考机，请稍后再试。",
    "Login did not work. Call the invigilator.": "登录没有成功，请告诉监考老师。",
    "The identity has been confirmed.": "身份已经确认。",
    "Confirm your identity first.": "请先确认身份。",
    "The exam goes on.": "考试还在进行。",
    "Your hand is up already. Please wait for the invigilator.": "你已举手，请等候监考老师。",
    "Your files are still being fetched. Try again in a moment.": "正在取回你的文件，请稍后再试。",
    "The folder is %(folder)s.": "考生文件夹在 %(folder)s。",
    "There is no such material.": "没有这个材料，请刷新页面。",
    "Something else lies in place of the folder 材料. Move it away, then try again.": "“材料”文件夹的位置被别的文件占用，请移走后再试。",
    "This cannot be done.": "不能这样操作。",
    "The answer package could not be written. Try another stick.": "作答包没有写入，请换一个U盘再试。",
    "There are no answers to export.": "没有可以导出的作答。",
    "The room's key is not here: the candidate %(ticket)s logged in with an older program.": "缺少本考场的密钥：考生 %(ticket)s 是用旧版程序登录的。",
    "A file of the candidate %(ticket)s is missing on this disk.": "本机磁盘上缺少考生 %(ticket)s 的一个文件。",
    "%(folder)s is not the folder of a candidate's machine.": "%(folder)s 不是考生端的数据文件夹。",
    "The answer could not be written to this machine's disk. Call the invigilator.": "答案没有写入本机磁盘，请立即告诉监考老师。",
}


def say(refused: Refused, lang: str) -> str:
    """The sentence in "zh" or "en"; of the server's only those that are known here are there in both."""
    said_by_server = refused.text not in _ZH
    if lang == "en" and said_by_server and (told := english(refused)):
        return told
    return refused.say(lambda text: _ZH.get(text, text) if lang == "zh" else text)


def known() -> frozenset[str]:
    """The sentences that have a Chinese form."""
    return frozenset(_ZH)
