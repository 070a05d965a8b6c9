"""Accounts are made and changed by the verbs of 用户管理 alone (S1): the library's own pages are not registered."""

from django.contrib import admin
from django.contrib.auth.models import Group, User

for model in (User, Group):
    if admin.site.is_registered(model):  # both sites are loaded together where their types are checked
        admin.site.unregister(model)
