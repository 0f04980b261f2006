"""Baseline: the same form as tutorials write it, with Flask-WTF, Flask-SQLAlchemy and the settings they come with."""

import os
from datetime import UTC, datetime

from flask import Flask, flash, redirect, render_template, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from werkzeug.wrappers import Response
from wtforms import EmailField, IntegerField, SelectField, StringField, SubmitField, TelField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, NumberRange

from bench.minimal import CHOICES

app = Flask(__name__)
app.config["SECRET_KEY"] = "a-secret-of-the-benchmark"
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BENCH_DATABASE']}"
db = SQLAlchemy(app)


class Lead(db.Model):  # type: ignore[name-defined,misc]  # as the tutorials have it
    id = db.Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    created_at = db.Column(DateTime, default=lambda: datetime.now(UTC))
    first_name = db.Column(String(80))
    last_name = db.Column(String(80))
    email = db.Column(String(254), index=True)
    phone = db.Column(String(40))
    job_title = db.Column(String(80))
    company = db.Column(String(120))
    employees = db.Column(Integer)
    annual_revenue = db.Column(String(20))
    interest = db.Column(String(20))
    message = db.Column(Text)


class LeadForm(FlaskForm):
    first_name = StringField("First name", [DataRequired(), Length(max=80)])
    last_name = StringField("Last name", [DataRequired(), Length(max=80)])
    email = EmailField("Work email", [DataRequired(), Email()])
    phone = TelField("Phone", [DataRequired(), Length(max=40)])
    job_title = StringField("Job title", [DataRequired(), Length(max=80)])
    company = StringField("Company", [DataRequired()])
    employees = IntegerField("Employees", [NumberRange(1, 10_000_000)])
    annual_revenue = SelectField("Annual revenue", choices=[(word, word.title()) for word in CHOICES["revenue"]])
    interest = SelectField("Interest", choices=[(word, word.title()) for word in CHOICES["interest"]])
    message = TextAreaField("Message", [DataRequired(), Length(max=4000)])
    submit = SubmitField("Send")


with app.app_context():
    db.create_all()


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.route("/form", methods=["GET", "POST"])
def form() -> str | Response:
    form = LeadForm()
    if form.validate_on_submit():
        lead = Lead()
        form.populate_obj(lead)
        db.session.add(lead)
        db.session.commit()
        flash("Thank you!")
        return redirect(url_for("thanks"))
    return render_template("tutorial.html", form=form)


@app.get("/thanks")
def thanks() -> str:
    return "Thank you!"
