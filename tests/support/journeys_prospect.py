"""Prospects of the journeys: each is somebody new, with a company of their own."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

TYPED = {
    "first_name": "First name",
    "last_name": "Last name",
    "work_email": "Work email",
    "phone": "Phone number",
    "job_title": "Job title",
    "company": "Company",
    "employees": "Number of employees",
    "message": "What would you like to achieve?",
}
CHOSEN = ("annual_revenue", "interest")


@dataclass(frozen=True)
class Prospect:
    """One person. ``company`` is what tells their mails from those of other journeys."""

    first_name: str
    last_name: str
    company: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        return f"{self.first_name}@{self.company.replace(' ', '-')}.example".lower()

    @property
    def answers(self) -> dict[str, str]:
        """Complete, and an SQL; ``more`` changes answers, an empty one leaves the question out."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "work_email": self.email,
            "phone": "+44 20 7946 0123",
            "job_title": "Operations director",
            "company": self.company,
            "employees": "320",
            "annual_revenue": "10 to 50 million",
            "interest": "Prices and contract terms",
            "message": "Our pickers walk nine kilometres a day.",
            **self.more,
        }

    def fill(self, page: Page, *keys: str) -> None:
        """Type the answers to these questions, or to all of them."""
        for key, answer in self.answers.items():
            if answer and (not keys or key in keys):
                if key in CHOSEN:
                    page.locator(f"[data-field={key}]").get_by_label(answer).check()
                else:
                    page.locator(f"[data-field={key}]").get_by_label(TYPED[key]).fill(answer)

    def contact_sales(self, page: Page) -> None:
        """Send the form "Contact sales"."""
        page.goto("/f/contact-sales")
        self.fill(page)
        page.get_by_role("button", name="Send to sales").click()
        page.wait_for_url("**/thanks/*")
