"""Forms of venues, floors and rooms."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.forms import Form, WordsField
from app.events.forms.setup import number_or_none, or_none
from app.events.service.venues import RoomDetails, VenueDetails


class EditVenueForm(Form):
    """A building."""

    name = StringField(_l("Name of the venue"), validators=[InputRequired(), Length(2, 60)])
    city = StringField(_l("City"), filters=[or_none], validators=[InputRequired(), Length(max=40)])
    address = StringField(_l("Address"), filters=[or_none], validators=[Optional(), Length(max=120)])
    directions = TextAreaField(_l("How to get there"), filters=[or_none], validators=[Optional(), Length(max=500)])
    area_m2 = IntegerField(_l("Area in square metres"), validators=[Optional(), NumberRange(1, 1000000)])
    centre_id = SelectField(_l("Centre it belongs to"), coerce=number_or_none)

    def __init__(self, *args: Any, centres: list[tuple[int, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.centre_id.choices = [("", "—"), *[(str(key), name) for key, name in centres]]

    def details(self) -> VenueDetails:
        """Return what was typed."""
        names = ("name", "city", "address", "directions", "area_m2", "centre_id")
        return VenueDetails(**{name: self._fields[name].data for name in names})


class AddFloorForm(Form):
    """A floor."""

    level = IntegerField(_l("Number of the floor"), validators=[InputRequired(), NumberRange(-5, 150)])
    name = StringField(_l("Name of the floor"), validators=[InputRequired(), Length(max=30)])
    use = StringField(_l("What it is used for"), filters=[or_none], validators=[Optional(), Length(max=60)])


class EditRoomForm(Form):
    """A room."""

    name = StringField(_l("Name of the room"), validators=[InputRequired(), Length(max=40)])
    capacity = IntegerField(_l("Seats"), validators=[Optional(), NumberRange(1, 100000)])
    floor_id = SelectField(_l("Floor"), coerce=number_or_none)
    equipment = WordsField(_l("Equipment"))

    def __init__(self, *args: Any, floors: list[tuple[int, str]], **kwargs: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **kwargs)
        self.floor_id.choices = [("", "—"), *[(str(key), name) for key, name in floors]]

    def details(self) -> RoomDetails:
        """Return what was typed."""
        return RoomDetails(self.name.data or "", self.capacity.data, self.floor_id.data, self.equipment.data or [])
