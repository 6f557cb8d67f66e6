"""The doors of leads."""

from django.urls import path

from leads import views

app_name = "leads"
urlpatterns = [
    path("leads/", views.list, name="list"),
    path("leads/add/", views.add, name="add"),
    path("leads/<int:lead>/", views.lead, name="lead"),
    path("leads/<int:lead>/older/<int:line>/", views.older, name="older"),
    path("leads/<int:lead>/edit/", views.edit, name="edit"),
    path("leads/<int:lead>/note/", views.note, name="note"),
    path("leads/<int:lead>/suppress/", views.suppress, name="suppress"),
    path("suppressions/", views.suppressions, name="suppressions"),
    path("suppressions/<int:suppression>/lift/", views.lift, name="lift"),
    path("lists/", views.lists, name="lists"),
    path("lists/new/", views.list_new, name="list_new"),
    path("returns/", views.returns, name="returns"),
    path("returns/bring-back/", views.bring_back, name="bring_back"),
    path("returns/postpone/", views.postpone, name="postpone"),
    path("returns/close/", views.close, name="close"),
    path("returns/<int:handoff>/retry/", views.retry, name="retry"),
    path("campaigns/", views.campaigns, name="campaigns"),
    path("campaigns/new/", views.campaign_new, name="campaign_new"),
    path("campaigns/<int:campaign>/", views.campaign, name="campaign"),
    path("campaigns/<int:campaign>/questions/new/", views.question_new, name="question_new"),
    path("questions/<int:question>/", views.question, name="question"),
    path("questions/<int:question>/retire/", views.retire, name="retire"),
    path("campaigns/<int:campaign>/answers/new/", views.answer_new, name="answer_new"),
    path("answers/<int:answer>/", views.answer, name="answer"),
    path("customers/", views.customers, name="customers"),
    path("customers/<int:customer>/", views.customer, name="customer"),
    path("customers/<int:customer>/accept/", views.accept, name="accept"),
    path("customers/<int:customer>/send-back/", views.send_back, name="send_back"),
    path("imports/", views.imports, name="imports"),
    path("imports/upload/", views.upload, name="upload"),
    path("imports/<int:lead_import>/match/", views.match, name="match"),
    path("imports/<int:lead_import>/choose/", views.choose, name="choose"),
    path("imports/<int:lead_import>/check/", views.check, name="check"),
    path("imports/<int:lead_import>/load/", views.load, name="load"),
    path("imports/<int:lead_import>/result/", views.result, name="result"),
    path("imports/<int:lead_import>/errors/", views.errors, name="errors"),
]
