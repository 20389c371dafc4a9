package dev.weft.api.yaml;

import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Builds the tree of one document from the events of the YAML library.
///
/// Depth and size are bounded here, so that neither nesting nor aliases of aliases can exhaust the
/// stack or the memory.
final class DocumentReader {
  /// The deepest nesting of mappings and sequences.
  private static final int LIMIT_DEPTH = 100;

  /// The most values of one document, counting what aliases repeat.
  private static final int LIMIT_VALUES = 500_000;

  private final Position origin;
  private final String text;
  private final int firstLine;
  private final Map<String, Node> anchors = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private int values;

  DocumentReader(Position origin, String text, int firstLine) {
    this.origin = origin;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.firstLine = firstLine;
  }

  Optional<Document> read() {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Yaml.LIMIT_CHARACTERS + 1)
            .build();
    try {
      Iterator<Event> events = new Parse(settings).parseString(spaced(text)).iterator();
      Optional<Node> root = Optional.empty();
      while (events.hasNext()) {
        Event event = events.next();
        if (event instanceof NodeEvent start) {
          if (root.isPresent()) {
            return Optional.of(broken(mark(event), "a second value follows the document", ""));
          }
          root = Optional.of(node(start, events, 0));
        }
      }
      return root.map(Document.Read::new);
    } catch (Refusal refusal) {
      return Optional.of(new Document.Broken(refusal.problem));
    } catch (MarkedYamlEngineException e) {
      Position position = e.getProblemMark().map(this::place).orElse(start());
      return Optional.of(broken(position, Reasons.cause(e.getProblem()), quoted(e)));
    } catch (ReaderException e) {
      return Optional.of(unreadable(e));
    } catch (YamlEngineException e) {
      return Optional.of(broken(start(), Reasons.cause(String.valueOf(e.getMessage())), ""));
    }
  }

  private Document unreadable(ReaderException e) {
    int index = Math.min(Math.max(e.getPosition(), 0), text.length());
    String before = text.substring(0, index);
    int line = (int) before.chars().filter(c -> c == '\n').count();
    int column = index - before.lastIndexOf('\n') - 1;
    String character = String.format("U+%04X", e.getCodePoint());
    return broken(
        Yaml.place(origin, firstLine + line, column),
        "the control character " + character + " may not stand in YAML",
        "");
  }

  private Node node(NodeEvent event, Iterator<Event> events, int depth) {
    if (depth > LIMIT_DEPTH) {
      throw refuse(event, "values are nested deeper than " + LIMIT_DEPTH + " levels");
    }
    int before = values;
    count(event, 1);
    Node node =
        switch (event) {
          case AliasEvent alias -> alias(alias);
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent sequence -> sequence(sequence, events, depth);
          case MappingStartEvent mapping -> mapping(mapping, events, depth);
          default -> throw new IllegalStateException("unknown event " + event);
        };
    if (!(event instanceof AliasEvent)) {
      event
          .getAnchor()
          .ifPresent(anchor -> {
            anchors.put(anchor.getValue(), node);
            sizes.put(anchor.getValue(), values - before);
          });
    }
    return node;
  }

  private Node alias(AliasEvent event) {
    String name = event.getAlias().getValue();
    Node target = anchors.get(name);
    if (target == null) {
      throw refuse(event, "the alias '*" + name + "' refers to no anchor before it");
    }
    count(event, sizes.getOrDefault(name, 1));
    return target;
  }

  private void count(Event event, int more) {
    values += more;
    if (values > LIMIT_VALUES) {
      throw refuse(event, "the document has more than " + LIMIT_VALUES + " values");
    }
  }

  private Node.Scalar scalar(ScalarEvent event) {
    boolean block =
        event.getScalarStyle() == ScalarStyle.LITERAL
            || event.getScalarStyle() == ScalarStyle.FOLDED;
    boolean tagged =
        event.getTag().filter(tag -> tag.equals("!!str") || tag.endsWith(":str")).isPresent();
    Node.Style style =
        block
            ? Node.Style.BLOCK
            : event.isPlain() && !tagged ? Node.Style.PLAIN : Node.Style.QUOTED;
    return new Node.Scalar(event.getValue(), style, block ? content(event) : mark(event));
  }

  /// The place of the first line of a block's content.
  private Position content(ScalarEvent event) {
    int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    int indent =
        text.lines()
            .skip(line)
            .filter(content -> !content.isBlank())
            .findFirst()
            .map(content -> content.length() - content.stripLeading().length())
            .orElse(0);
    return Yaml.place(origin, firstLine + line, indent);
  }

  private Node sequence(SequenceStartEvent start, Iterator<Event> events, int depth) {
    List<Node> items = new ArrayList<>();
    Event event = events.next();
    while (event instanceof NodeEvent item) {
      items.add(node(item, events, depth + 1));
      event = events.next();
    }
    return new Node.Sequence(items, mark(start));
  }

  private Node mapping(MappingStartEvent start, Iterator<Event> events, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    List<Node> merged = new ArrayList<>();
    Event event = events.next();
    while (event instanceof NodeEvent keyEvent) {
      Node key = node(keyEvent, events, depth + 1);
      if (!(events.next() instanceof NodeEvent valueEvent)) {
        throw refuse(keyEvent, "a key without a value");
      }
      Node value = node(valueEvent, events, depth + 1);
      if (!(key instanceof Node.Scalar name)) {
        String cause =
            text.contains("{{")
                ? "the text is a template, with '{{' in it"
                : "a key is a mapping or a list instead of text";
        throw refuse(keyEvent, cause);
      }
      if (name.plain() && name.text().equals("<<")) {
        merged.add(value);
      } else {
        entries.add(new Node.Entry(name, value));
      }
      event = events.next();
    }
    for (Node source : merged) {
      merge(source, entries, start);
    }
    return new Node.Mapping(entries, mark(start));
  }

  private void merge(Node source, List<Node.Entry> entries, Event at) {
    switch (source) {
      case Node.Mapping mapping -> {
        for (Node.Entry entry : mapping.entries()) {
          String key = entry.key().text();
          if (entries.stream().noneMatch(own -> own.key().text().equals(key))) {
            count(at, 1);
            entries.add(entry);
          }
        }
      }
      case Node.Sequence sequence -> sequence.items().forEach(item -> merge(item, entries, at));
      case Node.Scalar scalar ->
          throw refuse(at, "'<<' merges '" + scalar.text() + "', which is not a mapping");
    }
  }

  /// JSON with tabs between its tokens, which YAML does not allow as indentation.
  private static String spaced(String text) {
    String opening = text.stripLeading();
    if (text.indexOf('\t') < 0 || !(opening.startsWith("{") || opening.startsWith("["))) {
      return text;
    }
    char[] characters = text.toCharArray();
    boolean quoted = false;
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] == '"' && (i == 0 || characters[i - 1] != '\\')) {
        quoted = !quoted;
      } else if (characters[i] == '\t' && !quoted) {
        characters[i] = ' ';
      }
    }
    return new String(characters);
  }

  private String quoted(MarkedYamlEngineException e) {
    int line = e.getProblemMark().map(Mark::getLine).orElse(-1);
    if (line < 0) {
      return "";
    }
    String content = text.lines().skip(line).findFirst().orElse("").strip();
    return content.length() > 60 ? content.substring(0, 60) + "…" : content;
  }

  private Position mark(Event event) {
    return event.getStartMark().map(this::place).orElse(start());
  }

  private Position place(Mark mark) {
    return Yaml.place(origin, firstLine + mark.getLine(), mark.getColumn());
  }

  private Position start() {
    return Yaml.place(origin, firstLine, 0);
  }

  private static Document broken(Position position, String cause, String line) {
    String shown = line.isEmpty() ? cause : cause + ", at '" + line + "'";
    return new Document.Broken(Yaml.syntax(position, shown, Reasons.remedy(cause)));
  }

  private Refusal refuse(Event event, String cause) {
    return new Refusal(Yaml.syntax(mark(event), cause, Reasons.remedy(cause)));
  }

  /// Leaves the recursion; never leaves this class.
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    Refusal(Problem problem) {
      super(problem.cause(), null, false, false);
      this.problem = problem;
    }
  }
}
