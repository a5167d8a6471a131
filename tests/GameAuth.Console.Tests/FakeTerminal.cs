using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace GameAuth.Tests.RichPrompt;

/// <summary>A terminal of a fixed size that keeps what was written to it.</summary>
internal sealed partial class FakeTerminal(int width) : IAnsiConsoleOutput
{
    private readonly StringWriter _written = new();

    public TextWriter Writer => TextWriter.Synchronized(_written);

    public bool IsTerminal { get; init; } = true;

    public int Width => width;

    public int Height => 50;

    public string Raw => _written.ToString();

    /// <summary>Without colours, links and the erasing of lines.</summary>
    public string Text => Escapes().Replace(Raw, "");

    public void SetEncoding(Encoding encoding)
    {
    }

    public IAnsiConsole ToConsole(bool ansi = true, bool interactive = true, bool unicode = true, ColorSystemSupport colors = ColorSystemSupport.TrueColor)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = colors,
            Out = this,
        });
        console.Profile.Capabilities.Unicode = unicode;
        console.Profile.Capabilities.Links = true;
        return console;
    }

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]|\u001b\\][^\u001b]*\u001b\\\\|\r(?!\n)")]
    private static partial Regex Escapes();
}
