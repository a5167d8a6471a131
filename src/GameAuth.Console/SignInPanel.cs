using GameAuth.Providers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GameAuth;

/// <summary>Code, link and QR code in a frame that fits the terminal. All text is written verbatim, never as markup.</summary>
internal static class SignInPanel
{
    private const int Frame = 4;
    private const int Gap = 3;

    // A longer address makes a code that no terminal is wide enough for.
    private const int LongestQrAddress = 400;

    /// <summary>Draws the challenge. A link too long for the frame follows below it in one piece, so that it can be copied.</summary>
    public static void Write(IAnsiConsole console, DeviceCodeChallenge challenge)
    {
        int room = console.Profile.Width - Frame;
        string page = ServerText.Clean(challenge.Page.IsAbsoluteUri ? challenge.Page.AbsoluteUri : challenge.Page.OriginalString, 4096);
        bool linkFits = page.Length <= room;
        Rows text = Steps(ServerText.Clean(challenge.UserCode), linkFits ? page : null);
        int textWidth = Math.Max(linkFits ? page.Length : 0, 24);
        QrMatrix? code = ToQrCode(console, challenge, room);

        console.Write(new Panel(Arrange(text, code, sideBySide: code?.Size + Gap + textWidth <= room))
        {
            Header = new PanelHeader(Markup.Escape($" Sign in: {ServerText.Clean(challenge.Account.Provider, 40)} ")),
            Border = console.Profile.Capabilities.Unicode ? BoxBorder.Rounded : BoxBorder.Ascii,
        });
        if (!linkFits)
        {
            console.Profile.Out.Writer.WriteLine(page);
        }
    }

    private static Rows Steps(string userCode, string? page)
    {
        Text code = new(userCode, new Style(decoration: Decoration.Bold));
        return page is null
            ? new Rows(new Text("Open the address below"), new Text("and enter the code"), code)
            : new Rows(new Text("Open"), new Paragraph(page, new Style(Color.Aqua), new Link(page)), Text.Empty, new Text("and enter the code"), code);
    }

    private static IRenderable Arrange(Rows text, QrMatrix? code, bool sideBySide)
    {
        if (code is null)
        {
            return text;
        }

        Rows scan = new(text, Text.Empty, new Text("or scan the picture."));
        return sideBySide
            ? new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, Gap, 0) }).AddColumn().AddRow(new QrBlocks(code), scan)
            : new Rows(new QrBlocks(code), scan);
    }

    private static QrMatrix? ToQrCode(IAnsiConsole console, DeviceCodeChallenge challenge, int room)
    {
        Uri page = challenge.PageToOpen;
        if (!console.Profile.Capabilities.Unicode || !page.IsAbsoluteUri || page.AbsoluteUri.Length > LongestQrAddress)
        {
            return null;
        }

        // A code that is wrapped or cut off can not be scanned.
        QrMatrix code = QrMatrix.Encode(page);
        return code.Size <= room ? code : null;
    }
}
