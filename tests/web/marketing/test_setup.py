"""The first run's page."""

from portal.models.agreement.version import AgreementVersion
from portal.models.team.user import User
from tests.web.marketing.conftest import Browsers


def test_the_first_run_begins_with_a_template(browse: Browsers, ada: User) -> None:
    page = browse(ada).get("/setup").text
    assert 'href="/agreements/new"' in page
    assert page.count("Next") == 1
    assert page.count("Later") == 5


def test_a_draft_leads_on_to_signing_it(browse: Browsers, ada: User, draft: AgreementVersion) -> None:
    page = browse(ada).get("/setup").text
    assert page.count("Done") == 1
    assert "Open the agreement" in page


def test_only_an_admin_sets_up(browse: Browsers, mary: User) -> None:
    assert browse(mary).get("/setup").status_code == 403
