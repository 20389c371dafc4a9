package dev.weft.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gathers rules by table and writes them as `iptables-restore --noflush` reads them: one
/// transaction a table, chains declared first, rules in the order of the calls.
public final class TableText {
  private static final class Table {
    final Set<String> chains = new LinkedHashSet<>();
    final List<String> rules = new ArrayList<>();
    final Set<String> gone = new LinkedHashSet<>();
  }

  private final Map<String, Table> tables = new LinkedHashMap<>();

  private Table table(String name) {
    return tables.computeIfAbsent(name, absent -> new Table());
  }

  /// Declares a chain of ours: made when absent, emptied when there. It stays, also when an earlier
  /// call dropped it.
  public TableText chain(String table, String chain) {
    Table of = table(table);
    of.chains.add(chain);
    of.gone.remove(chain);
    return this;
  }

  /// Adds a rule at the end of a chain.
  public TableText append(String table, String chain, String rule) {
    return line(table, "-A " + chain + " " + rule);
  }

  /// Adds a rule at a place in a chain, counted from 1.
  public TableText insert(String table, String chain, int place, String rule) {
    return line(table, "-I " + chain + " " + place + " " + rule);
  }

  /// Takes a rule away that is there.
  public TableText delete(String table, String chain, String rule) {
    return line(table, "-D " + chain + " " + rule);
  }

  /// Empties a chain of ours and takes it away, after every rule has been dealt with.
  public TableText drop(String table, String chain) {
    Table of = table(table);
    of.chains.add(chain);
    of.gone.add(chain);
    return this;
  }

  private TableText line(String table, String line) {
    table(table).rules.add(line);
    return this;
  }

  /// The whole text; empty when there is nothing to do.
  public String text() {
    StringBuilder text = new StringBuilder();
    tables.forEach((name, table) -> {
      text.append('*').append(name).append('\n');
      table.chains.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
      table.rules.forEach(rule -> text.append(rule).append('\n'));
      table.gone.forEach(chain -> text.append("-X ").append(chain).append('\n'));
      text.append("COMMIT\n");
    });
    return text.toString();
  }
}
