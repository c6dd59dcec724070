# ruff: noqa: E501
"""An invented guide and six invented interviews on dialysis at home, for questions that were asked or not.

They were written after the thresholds of ``thememiner.guides`` were set and have not been used to set them.
Each entry is what the interviewer says, the question of the guide that it asks (None for none), and an
answer. The wording of the guide is avoided, as people who know their guide do.
"""

from __future__ import annotations

GUIDE = {
    "start": "How did you come to do dialysis at home?",
    "day": "What does an ordinary day with the machine look like?",
    "training": "What training did you have before you began?",
    "family": "How has it changed life for your family?",
    "space": "Where do you keep the machine and the supplies?",
    "help": "Whom do you call when something goes wrong?",
    "costs": "Does it cost you anything, such as electricity or water?",
    "worry": "What worries you most about treating yourself?",
    "travel": "Have you been able to travel or go on holiday?",
    "advice": "What would you tell somebody who is thinking about it?",
}

Entry = tuple[str, str | None, str]

INTERVIEWS: dict[str, tuple[Entry, ...]] = {
    "h1": (
        ("Thank you for seeing me.", None, "That is all right, come in."),
        ("So take me back: whose idea was home dialysis?", "start", "The nurse's. I was tired of the bus."),
        ("And were you taught how to do it?", "training", "Six weeks, every other day."),
        ("Right.", None, "By the end I could have done it blind."),
        ("Talk me through a normal day on the machine.", "day", "Up at six, needle in by seven."),
        ("Where does all the equipment go?", "space", "The spare room, and half of the hall."),
        ("What does your wife make of it?", "family", "She says the house is a hospital now."),
        ("If there's a problem, who do you ring?", "help", "There's a number, day and night."),
        ("And if a friend asked whether to do it, what would you say?", "advice", "Do it, but clear a room first."),
    ),
    "h2": (
        ("Could you begin with how it came about that you dialyse at home?", "start", "My daughter found it on a leaflet."),
        ("Have your bills gone up?", "costs", "The electric has. Nobody mentioned it."),
        ("Is any of that paid back?", "costs", "A little, once a year."),
        ("What frightens you about doing it by yourself?", "worry", "Air in the line, always."),
        ("Mm, I see.", None, "You lie there and listen."),
        ("How are the children with it?", "family", "They have learnt to leave me be."),
        ("Have you got away at all since?", "travel", "One week at the coast, with a van."),
        ("What advice do you have for people who are weighing it up?", "advice", "Meet somebody who does it."),
    ),
    "h3": (
        ("How long did they spend preparing you before you went solo?", "training", "A month. It felt short."),
        ("What is the hardest thing about it?", None, "The evenings, I think."),
        ("When the alarm goes, who is there for you to phone?", "help", "The unit, until eight."),
        ("And after eight?", None, "Then you wait."),
        ("What is your greatest fear with it?", "worry", "That I fall asleep and it comes out."),
        ("Did you have to make room in the flat?", "space", "We moved the bed out."),
        ("Have you taken any trips?", "travel", "No. I would not dare."),
        ("Describe yesterday for me, from getting up.", "day", "Got up, laid it all out, four hours."),
    ),
    "h4": (
        ("Tell me your name and how old you are.", None, "Sixty-one, and I was a driver."),
        ("How was the decision made that you would treat yourself at home?", "start", "The doctor asked three times."),
        ("What did your partner say?", "family", "He moved into the other room."),
        ("Do you pay for anything out of your own pocket?", "costs", "The water. It eats water."),
        ("Where do the boxes live?", "space", "Under the stairs, and in the shed."),
        ("Has anything surprised you?", None, "How quiet it is."),
        ("Who taught you?", "training", "Two nurses, in turn, at the unit."),
        ("Is there anything that we have not talked about?", None, "No, I think that is it."),
    ),
    "h5": (
        ("I would like to hear about your routine.", "day", "Every second night, nine till five."),
        ("And can you still go away for a few days?", "travel", "If the other unit has a chair."),
        ("Does anyone come out when the machine breaks down?", "help", "An engineer, next day mostly."),
        ("What would you say to a patient who cannot decide?", "advice", "Ask to try it for a week."),
        ("What keeps you awake about it?", "worry", "Infection. I wash like a surgeon."),
        ("And your husband, how does he live with it?", "family", "He likes that I am here."),
        ("Sorry, carry on.", None, "He makes the tea."),
    ),
    "h6": (
        ("What made you choose it over going in to hospital?", "start", "I wanted my mornings back."),
        ("What were you shown, and by whom, before the first session at home?", "training", "A nurse came for ten sessions."),
        ("What about money, is there an expense in it?", "costs", "The heating. You get cold."),
        ("Is it in the bedroom?", "space", "In the bedroom, yes, by the window."),
        ("How do you sleep?", None, "Badly, but I did before."),
        ("Looking back, is there a tip for others in your position?", "advice", "Write down everything."),
        ("What about weddings abroad, that kind of thing?", "travel", "We missed two."),
    ),
}  # fmt: skip
