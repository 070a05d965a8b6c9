"""Accounts are made and changed by the verbs of 用户管理 alone (S1): the library's own pages are not registered."""

from django.contrib import admin
from django.contrib.auth.models import Group, User

admin.site.unregister([User, Group])
