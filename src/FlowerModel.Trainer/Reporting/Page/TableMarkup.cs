namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Parts of tables.</summary>
internal static class TableMarkup
{
    /// <summary>Returns a table in a region that scrolls where the window is narrow.</summary>
    /// <param name="region">Name of the region for screen readers, unique on the page.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="titles">Titles of the columns; <c>#</c> at the start marks a column of numbers.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="kind">Class of the table; empty for none.</param>
    public static Markup Table(string region, string caption, IEnumerable<string> titles, IEnumerable<Markup> rows, string kind = "") => Markup.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="{region}">
        <table class="{kind}"><caption>{caption}</caption>
        <thead><tr>{titles.Select(Title)}</tr></thead>
        <tbody>
        {rows}
        </tbody></table></div>
        """);

    /// <summary>Returns a row.</summary>
    /// <param name="title">Title of the row.</param>
    /// <param name="cells">The other cells.</param>
    public static Markup Row(string title, params IEnumerable<Markup> cells) => Markup.Of($"<tr><th scope=\"row\">{title}</th>{cells}</tr>");

    /// <summary>Returns a cell.</summary>
    public static Markup Cell<T>(T content) => Markup.Of($"<td>{content}</td>");

    /// <summary>Returns a cell with a number.</summary>
    public static Markup Number<T>(T content) => Markup.Of($"<td class=\"n\">{content}</td>");

    private static Markup Title(string title) => title.StartsWith('#')
        ? Markup.Of($"<th scope=\"col\" class=\"n\">{title[1..]}</th>")
        : Markup.Of($"<th scope=\"col\">{title}</th>");
}
