using Spectre.Console;
using Spectre.Console.Rendering;

namespace FlowerModel.Tool.Terminal;

/// <summary>Creates tables of a uniform style without vertical lines, so that columns can be cut out of redirected output.</summary>
internal static class Tables
{
    /// <summary>Creates a table.</summary>
    /// <param name="columns">Column headings; a leading <c>&gt;</c> aligns a column to the right.</param>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var isRight = column.StartsWith('>');
            var header = new TableColumn(new Text(isRight ? column[1..] : column));
            table.AddColumn(isRight ? header.RightAligned() : header);
        }

        return table;
    }

    /// <summary>Creates two columns, names and values, without a heading.</summary>
    public static Grid Facts() => new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }).AddColumn();

    /// <summary>Adds a row of plain texts.</summary>
    public static void Add(this Table table, params ReadOnlySpan<string> cells)
    {
        var row = new IRenderable[cells.Length];
        for (var i = 0; i < row.Length; i++) row[i] = new Text(Printable.Of(cells[i]));
        table.AddRow(row);
    }

    /// <summary>Adds a name and its value; does nothing if there is no value.</summary>
    public static void Add(this Grid grid, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) grid.AddRow(new Text(name), new Text(Printable.Of(value)));
    }
}
