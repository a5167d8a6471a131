using Spectre.Console;

namespace Tour;

/// <summary>Prints the steps: plain, one line each, or with a little colour.</summary>
internal sealed class TourReport(bool plain)
{
    private int _step;

    public int Failures { get; private set; }

    public void Say(string text)
    {
        if (plain)
        {
            Console.WriteLine(text);
        }
        else
        {
            AnsiConsole.MarkupLine($"   [grey]{Markup.Escape(text)}[/]");
        }
    }

    public void Done(string step, string detail)
    {
        _step++;
        if (plain)
        {
            Console.WriteLine($"ok {_step} {step}: {detail}");
        }
        else
        {
            AnsiConsole.MarkupLine($"[green]\u2714[/] [bold]{_step}. {Markup.Escape(step)}[/]  {Markup.Escape(detail)}");
        }
    }

    public void Failed(string step, string detail)
    {
        _step++;
        Failures++;
        if (plain)
        {
            Console.WriteLine($"FAILED {_step} {step}: {detail}");
        }
        else
        {
            AnsiConsole.MarkupLine($"[red]\u2718 [bold]{_step}. {Markup.Escape(step)}[/]  {Markup.Escape(detail)}[/]");
        }
    }

    /// <summary>A step that holds only if what was seen is what was wanted.</summary>
    public void Check(bool holds, string step, string detail)
    {
        if (holds)
        {
            Done(step, detail);
        }
        else
        {
            Failed(step, detail);
        }
    }

    public void Summary(IEnumerable<(string Name, string Value)> rows)
    {
        if (plain)
        {
            Console.WriteLine($"summary: {string.Join(", ", rows.Select(row => $"{row.Name} {row.Value}"))}");
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("Summary").AddColumn(new TableColumn("").RightAligned());
        foreach ((string name, string value) in rows)
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        AnsiConsole.Write(table);
    }
}
