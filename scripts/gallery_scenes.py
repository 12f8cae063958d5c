"""The pictures of docs/gallery.md: what each shows, and how it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from gallery_film import remembered
from gallery_takes import (
    STORY,
    Take,
    additive,
    answered,
    attention,
    branches,
    capacity,
    card,
    export,
    figure,
    find,
    first,
    held,
    learned,
    lens,
    load,
    moving,
    palette,
    plain,
    preferences,
    recorded,
    shaded,
    signals,
    span,
    train,
    units,
)


@dataclass(frozen=True)
class Scene:
    """A picture: what is done to a fresh window, and what is to be seen in it."""

    name: str
    title: str
    says: str
    take: Take
    theme: str = "dark"
    size: tuple[int, int] = (1280, 800)


SCENES = (
    Scene(
        "remembered",
        "A word is typed, remembered, and forgotten",
        "The story that the program starts with. Before its second *whistle* the memory of "
        "`tales-pointer` expects it; once its first place is forgotten, the network has no idea.",
        remembered,
        theme="light",
    ),
    Scene(
        "first",
        "Three things to try",
        "The first start: each of the three is done with one click. The line goes from the word "
        "in the text to the row of the memory, and to the token that is expected.",
        first,
    ),
    Scene(
        "slots",
        "A thousand slots",
        "`tales-slots` in the middle of a story: which earlier words speak now, most read "
        "first, how much of each is kept, and a button that empties the slot.",
        plain(STORY),
    ),
    Scene(
        "keep",
        "Two models on one text",
        "Eight slots for sixteen symbols. A overwrites its weakest slot and has "
        "learned what to keep, B overwrites its oldest; Difference shows at which "
        "tokens that costs bits.",
        plain("Eight slots for sixteen symbols: what to keep?"),
        size=(1440, 900),
    ),
    Scene(
        "attention",
        "Attention",
        "The memory of a transformer is its window of past tokens: a table, layer by "
        "layer, and what every head looks at.",
        attention,
        theme="light",
    ),
    Scene(
        "table",
        "A table of keys and values",
        "`recall-keyvalue` after eight pairs: how strongly each token was stored, how "
        "much of it is left, and the next answer.",
        plain("Recall eight pairs from a table"),
    ),
    Scene(
        "moving",
        "A queue gives back what it was given",
        "An animation as *File, Export animation* writes it: twelve letters go into a queue, and "
        "at each blank the one in front comes out.",
        moving,
    ),
    Scene(
        "stack",
        "A stack, superposed",
        "`dyck-superposition` at the end of nested brackets: 49 symbols later only the "
        "first one is left on the stack, and Next token "
        "predicts the bracket that closes it.",
        plain("Nested brackets on a superposed stack"),
        theme="light",
    ),
    Scene(
        "sum",
        "A sum of all that was read",
        "`stories-additive` keeps one vector: all of its units along the text, in "
        "colours that colour-blind people can "
        "tell apart.",
        additive,
    ),
    Scene(
        "load",
        "A memory in use",
        "The memory panel of `recall-slots`: at this key one slot out of 24 is read, and it "
        "holds the answer.",
        load,
    ),
    Scene(
        "transplant",
        "Somebody else's memory",
        "One slot was put in by hand from the memory of another list, and the model gives that "
        "list's answer. The untouched model, dashed, gives its own.",
        plain("Give it somebody else's memory", "hHc"),
        theme="light",
    ),
    Scene(
        "held",
        "A cell held at a value",
        "Cell 127 of `stories-lstm` tells whether a quotation is open. It is held at its value "
        "outside of quotations, and a closing quotation mark becomes much less likely.",
        held,
    ),
    Scene(
        "lens",
        "What a prediction hangs on",
        "The odds of a closing quotation mark against a full stop, by gradient times input, and by "
        "leaving out each token: most of all they hang on the mark that opened the quotation.",
        lens,
    ),
    Scene(
        "span",
        "A span of the timeline",
        "A selected span with its figures. Any unit of any signal can be a track, "
        "here the gate by which a key-value memory stores.",
        span,
    ),
    Scene(
        "signals",
        "Any signal",
        "Everything that a model shows, by part and layer. One panel can show several "
        "signals, each with its own scale.",
        signals,
        theme="light",
    ),
    Scene(
        "units",
        "What units do",
        "Units that are active over the selected span and inactive in its neighbours, "
        "marked in *Gates*, and other places of the text where they are active "
        "together.",
        units,
        size=(1440, 900),
    ),
    Scene(
        "train",
        "How a model was trained",
        "The training record of `stories-lstm`: loss and validation by steps, and as a dashed "
        "line what the text in the editor costs the model now.",
        train,
        theme="light",
    ),
    Scene(
        "learned",
        "A memory being learned",
        "`recall-slots-training` at step 359 of 1,000: the slider of steps under the text has the "
        "loss behind it, and *Training* shows how uncertain each step is about this answer.",
        learned,
    ),
    Scene(
        "where",
        "A question about a story",
        "`where-slots` says where Mary is, and the memory panel shows the slot that the answer "
        "comes from.",
        plain("Where is Mary?"),
    ),
    Scene(
        "examples",
        "A set of examples",
        "Each prompt of a file with its target, what the model answers, and what the target costs "
        "it; *Next mistake* has put a wrong answer into the text.",
        answered,
        theme="light",
    ),
    Scene(
        "dialogue",
        "A conversation",
        "`dialogue-pointer` is asked what it was told two turns ago: the likeliest word comes from "
        "its memory alone.",
        plain("What it still knows of you"),
    ),
    Scene(
        "summary",
        "A summary",
        "`summary-pointer` copies from the abstract of an article, word by word, from its memory.",
        plain("A summary in the words of the text"),
    ),
    Scene(
        "sentiment",
        "Good or bad",
        "The unit of `sentiment-lstm` that tells good from bad, shaded in the text.",
        plain("A unit that tells good from bad"),
        theme="light",
    ),
    Scene(
        "capacity",
        "How much memory a text needs",
        "What the text costs with more and with fewer slots, beside the memory off; a click sets "
        "their number.",
        capacity,
    ),
    Scene(
        "shading",
        "The text, shaded",
        "Words shaded by their surprise, with marks where tokens begin.",
        shaded,
        theme="light",
    ),
    Scene(
        "card",
        "The card of a token",
        "Its bytes, probability, rank and surprise, and what might have stood there: choose "
        "it, and "
        "the text goes on from it.",
        card,
    ),
    Scene(
        "branches",
        "Branches",
        "Old continuations are kept: a tree of branches and bookmarks beside the text.",
        branches,
        theme="light",
    ),
    Scene(
        "recorded",
        "A recorded trace",
        "Everything that a model showed of a text, opened without the model, with a badge that "
        "says so.",
        recorded,
    ),
    Scene(
        "export",
        "Export",
        "A panel as PNG, SVG or PDF, as CSV or NPZ, or as Python code that computes it.",
        export,
        theme="light",
    ),
    Scene(
        "figure",
        "An exported figure",
        "With title, axes, units and a scale, on white, at any size.",
        figure,
    ),
    Scene(
        "palette",
        "Every command by a part of its name",
        "With its menu and its shortcut.",
        palette,
    ),
    Scene(
        "find",
        "Find and replace",
        "Replacing all matches is one step to undo.",
        find,
        theme="light",
        size=(1100, 700),
    ),
    Scene(
        "preferences",
        "Preferences",
        "Searchable, applied at once, and saved in a file that you may edit.",
        preferences,
    ),
)
