<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en">
  <context>
    <name>wmstudio</name>
    <message>
      <source>Same as the system</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Dark</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Light</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Best there is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>CPU</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>CUDA (NVIDIA)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>MPS (Apple)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The colours that the system has</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Light text on a dark ground</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Dark text on a light ground</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compute on a graphics card where there is one, else on the processor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compute on the processor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compute on an NVIDIA graphics card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compute on Apple's graphics processor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Looks</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Generating</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Program</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Those of the window</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All of one width</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The one that was open last</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The bundled one</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Something in the program went wrong ({what}). Your text is kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>each head</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Most probable next tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Command palette</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type a part of what you want to do</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Command to find</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Commands that fit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the command does</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing has this in its name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compare</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model that the first is compared with</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text (*.txt *.md *.text);;All files (*)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Untitled</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} holds characters that cannot be shown: some were left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} has changes that are not saved. Save them first?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text could not be kept in the autosave folder: save it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text is not kept between starts: {why}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Do it here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Edit the memory right after the cursor's token (Enter)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close without an edit (Esc)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close without an edit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>one token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A word in the middle of a sentence begins with a space (or ␣)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{piece}” is {n} tokens, not one: {parts}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing can be edited here</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>{n} edits in force</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>after {token}: {words}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{words} — not done: {why}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take this edit back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take back: {words}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Edits of the memory in force</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Undo last</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take all back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{told}, the last {n}:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type, and watch the model remember.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move the cursor to a token first: the memory is edited right after one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model has not read up to here yet: try again in a moment.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Opens {one} and {two}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Opens {one}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The example could not be opened: {why}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find in the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace with</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where it was found</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find and replace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go back into the text (Esc)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close find and replace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} replaced</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not in the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{at} of {n}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>At character {at}: {why}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A backslash is written \\: {what} means nothing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no group {name} in what is looked for</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Looking through the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replacing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Temperature</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>0 takes the most probable token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Top-k</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only so many most probable tokens; 0 is all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Top-p</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only the most probable that together reach this</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Seed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same seed gives the same text again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Generate at most so many tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Edit the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Edit memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: value under the pointer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what}: {n} × {unit}, by tokens. {about}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what}: one number, by tokens. {about}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>WM Studio {version}

Type, and watch the model remember.

You write; a language model with a working memory reads along, and the panels show its gates, what
its memory holds, and what it expects next, at every keystroke.

Every number shown is computed by the open model from the text in the editor. Nothing is sent
anywhere: it works without a network.
</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No model is open.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}

Family {family}, {parameters} parameters. It has no model card (README.md).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Versions, device, model and settings are on the clipboard; none of your text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shortcuts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>About WM Studio</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No log is kept (see Preferences).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{item} “{piece}”, token {token}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} of {all} hold something</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{item}: empty</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{item}, feature {n}: {value}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>token {token} “{piece}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>empty</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Load of the memory at the cursor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the load means, in a line</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the load means</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{ms} ms a token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>mean of heads</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One line of the text is very long: typing in it is slow, line breaks make it quick again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model and generation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the model is computed on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what}: {rows} rows, {columns} columns</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>top</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>front</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>kept</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>age</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The stack is empty here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The queue is empty here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Items of the memory at the cursor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Lit: what is read, from the {end} on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>newest first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>slot by slot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Contents of the slots</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Order of the slots</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory slots at the cursor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>strongest first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>table</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>all heads</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No token has been read here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is shown of the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Order of the tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Head</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tokens that the memory looks back at</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Contents of the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Notice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Notices that wait</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Details</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show all that is known about it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close this notice; it is kept in the Help menu</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close this notice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Details of the notice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Message</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} more</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open checkpoint</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model that reads the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>opening {name} …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bundled</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recent</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>no model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No checkpoint came with the program: open one from its folder (Model, Open checkpoint).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Earlier notices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The whole notice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was told since the start.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>When</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What was told</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This model looks back through its memory only: it pays no attention to single tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>heat map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>curves</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Attention</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which tokens the model looks back at will be drawn here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shade the tokens in the text by the weights shown</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How it is drawn</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>in text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Attention from the cursor: heads by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Attention from the cursor, by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{tip}; the strongest colour is {value}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what}: out of reach</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>surprisal of each token: above zero, A expected it better</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>surprisal of the shortest stretches that are whole tokens of both: above zero, A expected them better</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Difference</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What each token costs B more than A will be drawn here, in bits.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{tokens}: {sum} bits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Surprisal of the second model minus surprisal of the first, by tokens of the first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>tokens {first}–{last} “{pieces}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>in bits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Gates</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model's gates and activations will be drawn here, one column for each token.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Signal</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Gates: units by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the model keeps in memory will be drawn here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Along the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the memory does at the cursor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the memory does, by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory: slots or units by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>mean of {n} × {unit}; {about}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the model expects next will be listed here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>after “{piece}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{pieces}, first {first}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>at the beginning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>type a piece…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Piece whose probability is wanted</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How probable is this text after the cursor? A word in the middle of a sentence begins with a space (or ␣).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Probability of the piece</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{place} · {bits} bits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tracks</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How surprising each token is will be drawn here, in bits.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>surprisal</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>entropy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Surprisal and entropy by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Load of the memory by tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>surprisal of each token given all before it; entropy of what is expected after it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>load</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{values} bits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reset</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: back to the usual</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Back to what it usually is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Preferences</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find a preference</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Preference to find</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No preference has this in its name or in what it does.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open the file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The preferences as a text, a line for each</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What goes on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far it has come</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Progress</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel what takes long</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what}: stopping …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what} (and {n} more)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the piece</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the memory gets back by</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the memory gets back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Most probable tokens after the piece</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>memory gets back by</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>then next</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>memory gets back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Setting: {name}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Changed here, the model goes on at once; nothing is trained.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the setting is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settings of the model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open {file}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} is not there any more</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} cannot be read: {why}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Let {name} read the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The open model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What it is computed on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model that it is compared with</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tokens of the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>From the last change of the text until every visible panel showed it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tokens that the model read or wrote in a second, the last time it had many</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} tokens/s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} k tokens/s</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>{of} tokens</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>{ms} ms to panels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>compared with {name}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Opening the model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reading was stopped after {n} tokens: with the next key or click it goes on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reading the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} mixes {kinds} line ends: they are shown as one kind, and saved as {kind}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} has {kind} line ends: the model reads LF, they are saved as {kind}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} could not be saved: {why}. The text is kept here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close {panel}; it comes back from the View menu</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close {panel}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>More</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>head {n}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>item {n}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>layer {n}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>slot {n}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settings</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Changed: {settings}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{n} changed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>off</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>weight of the cache on the token so many back as the next one</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>a: how much each head attends to the token so many back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>WM: the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>β: how strongly the value is stored</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>r: how much of what is read is let out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>c: share of everything that is cleared</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>q: what is looked for</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>k: under what the token is kept: what came before it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>v: what is kept of the token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>m: what is given back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S: the matrices after the write, heads one under the other</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>match of the query with the key of the token so many back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>share of a past token's value that its key still gets back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>how strongly a past token was stored</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>i: strength with which the token is written</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>f: share of every slot's strength that is kept</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>o: how much of what is read is let out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>k: under what the token is kept</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>a: how much each slot is read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>weight on reading nothing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>m: what is given to the LSTM</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>w: which slot is written</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>K: keys after the write</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>V: values after the write</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>s: strength after the write</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the token that wrote each slot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>which slot is overwritten</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>how many slots there are</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>tokens with a write gate below it are not written</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>d: with what strength is pushed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>u: how much strength is popped</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>v: what is pushed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>m: what is read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>s: strength of each, newest first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>V: the items</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the token that pushed each item</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>a: push, pop and no-op; they add up to 1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>m: the top, which is read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>how much of each level is filled, top first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>which level is read: always the top</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S: the levels, top first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the token that most of each level comes from</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;New</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start an empty text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Open text…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a text file (UTF-8)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Clear list</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Forget which files were opened lately; the files stay</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The list is empty</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Save</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write the text to its file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write the text to another file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close the window; the text is kept</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take the last act back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Do again what was taken back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cu&amp;t</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move the selection to the clipboard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Copy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the selection to the clipboard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Paste</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Insert the clipboard's text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Select &amp;all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Select the whole text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Find…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Look for something in the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Replace…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Put something else in its place</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find &amp;next</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go to the next place where it is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find pre&amp;vious</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go to the place before where it is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Match &amp;case</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find only what has the same capital letters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whole &amp;words</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find only what is not within a word</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Regular e&amp;xpression</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read what is looked for as a pattern; \1 in the replacement is its first group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace this &amp;one</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace the place that was found, and go to the next</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing that could be replaced is found</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace &amp;all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace every place; undone in one step</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel what takes &amp;long</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>End what the bar at the bottom shows</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing takes long now</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pr&amp;eferences…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Everything about the program that can be set, with search</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Previous to&amp;ken</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move the cursor one token back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Next token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move the cursor one token on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cursor to t&amp;he caret</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Let the cursor follow the caret</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the model expects after the cursor's token, and the probability of any piece</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the working memory holds at the cursor's token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Gates and activations along the text, one row a unit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Surprisal and other single numbers along the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which past tokens the model looks back at from the cursor's token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Bigger text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make all text bigger</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Smaller text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make all text smaller</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>N&amp;ormal text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make all text its usual size</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Reset layout</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Put every panel back in its place</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Command palette…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find any command by its name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next &amp;part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take the keyboard on to the next part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pre&amp;vious part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take the keyboard back to the part before</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Open checkpoint…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a model from its folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Compare with another model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Let a second model read the same text beside the first, or no longer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compare &amp;with checkpoint…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Let a second model, from its folder, read the same text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Settings of the model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show what can be changed about the model while it runs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is nothing to set about this model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Reset settings</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go back to the checkpoint's own settings</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The settings are the checkpoint's own</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Ask the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type a piece, and see what the memory gets back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Edit the memory here…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Change the memory by hand, right after the cursor's token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Undo last edit of the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take back the last edit of the memory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The memory has not been edited</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Take all edits back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read as if the memory were never edited</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Generate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Let the model (of two, the first) continue from the caret; undone in one step</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text is being generated already</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop generating</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is being generated</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Keyboard shortcuts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>List every shortcut</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>About this &amp;model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read the open model's card</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Earlier &amp;notices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read again what was told, with its details</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy &amp;diagnostics</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy versions, device, model and settings, to be sent with a question</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open the &amp;log</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show the file of what the program did</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;About WM Studio</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What this program is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;File</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No file was opened yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Find</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;View</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Theme</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Bundled</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No checkpoint came with the program</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Me&amp;mory</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>E&amp;xamples</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>None came with the program</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Help</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Colours</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Dark, light, or as the system is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Size of text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Points that all text is bigger than usual, or (less than zero) smaller</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Drawings in a second</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How often a panel is drawn at most; fewer leave more of the processor to the model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Letters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the text is written in</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Wrap lines</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Break lines that are longer than the window is wide</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Width of a tab</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many spaces a tab is as wide as</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recent files</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many files File, Open recent remembers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compute on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the model is computed, from now on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open at the start</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which model is opened when the program starts and none was asked for</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>0 takes the most probable token; more than 1 flattens the probabilities</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only so many most probable tokens may be chosen; 0 is all</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only the most probable tokens that together reach this may be chosen</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same seed gives the same text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>At most so many are generated</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep a log</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write what the program does (never your text) to a file that helps to find what went wrong; from the next start on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A story, with a hundred slots</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory lists what the slots hold, newest first: bars under “read” are what the model reads back at this word; click a slot to go to the token that wrote it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same story, with four slots</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A has only four slots now and B its own hundred, with the same weights: see in Tracks what it costs, and change the capacity in Settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same story, attended to</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A transformer has no memory but the past itself: Attention shows which of the last tokens each head looks at.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recall eight pairs from slots</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Eight keys with their values, then the keys again: after each, Next token is the value that its key had; make the capacity smaller in Settings and see which answers are lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recall eight pairs from a table</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same pairs, all of them in one matrix: go back to the last pair (d5), forget a value there by a right click on its row in Memory, and see that only the answer to its key changes.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Eight slots for sixteen symbols: what to keep?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is not room for all: A overwrites the weakest slot and B the oldest; compare in Memory which tokens each still holds when the keys are asked for.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy from a queue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Twelve letters, then blanks: at each blank the queue gives back the next letter from its front; type one more _ and see it move up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nested brackets on a stack</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What opens is pushed, and popped when it closes: at the end only the very first bracket is left on the stack, and Next token closes it, 49 symbols later.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nested brackets on a superposed stack</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The stack is a mixture of pushed, popped and left alone: at the end the very first bracket is on top again, and Next token closes it, 49 symbols later.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Needles in a haystack</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Four keys with their values are hidden among 128 symbols and asked for at the end: go back along the text and see at which tokens the store gate opens.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
