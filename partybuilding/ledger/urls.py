"""Addresses of the action items; one address for each act."""

from django.urls import path, register_converter

from partybuilding.ledger import views, views_item
from partybuilding.ledger.rules import ItemAct

register_converter(views.ItemConverter, "item")
_ITEM = "ledger/<item:item>"

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/new/", views.new, name="ledger-new"),
    path("ledger/open/", views.create_item, name="ledger-open"),
    path("ledger/standing/", views.standing, name="ledger-standing"),
    path("ledger/standing/open/", views.create_standing, name="ledger-standing-open"),
    path("out/ledger.<form:form>", views.export, name="out-ledger"),
    path(f"{_ITEM}/", views_item.item_page, name="ledger-item"),
    path(f"{_ITEM}/progress/", views_item.step, {"act": ItemAct.PROGRESS}, name="ledger-progress"),
    path(f"{_ITEM}/ask/", views_item.step, {"act": ItemAct.REQUEST_CLOSURE}, name="ledger-ask"),
    path(f"{_ITEM}/check/", views_item.step, {"act": ItemAct.START_CHECK}, name="ledger-check"),
    path(f"{_ITEM}/close/", views_item.step, {"act": ItemAct.CLOSE}, name="ledger-close"),
    path(f"{_ITEM}/back/", views_item.step, {"act": ItemAct.REJECT_CLOSURE}, name="ledger-back"),
    path(f"{_ITEM}/extend/", views_item.step, {"act": ItemAct.EXTEND}, name="ledger-extend"),
    path(f"{_ITEM}/reopen/", views_item.step, {"act": ItemAct.REOPEN}, name="ledger-reopen"),
    path(f"{_ITEM}/urge/", views_item.remind, name="ledger-urge"),
    path(f"{_ITEM}/files/<uuid:uid>/", views_item.file, name="ledger-file"),
]
