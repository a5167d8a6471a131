using System.Text.Json;

namespace GameAuth;

/// <summary>One sign-in in a browser that was started for it: opens the page, follows the windows, and waits for the answer.</summary>
/// <remarks>It watches. It runs no script, changes nothing in a page and answers nothing for the player.</remarks>
internal sealed class BrowserSignIn(DevToolsChannel channel, WantedAnswer wanted)
{
    private readonly HashSet<string> _pages = new(StringComparer.Ordinal);
    private readonly Queue<byte[]> _commands = [];
    private int _lastCommand;

    /// <summary>Whether a window has been there.</summary>
    public bool HadWindow { get; private set; }

    /// <summary>Waits for the answer; null when the player has closed the windows or the browser, and when there never was one.</summary>
    public async Task<Secret?> RunAsync(CancellationToken cancellationToken)
    {
        // News of a page, so that its storage is looked at when it has come somewhere. And a new window waits until it has been told what to report, so that nothing in it comes too early.
        Command(null, "Target.setDiscoverTargets", """{"discover":true,"filter":[{"type":"page"}]}""");
        Command(null, "Target.setAutoAttach", """{"autoAttach":true,"waitForDebuggerOnStart":true,"flatten":true,"filter":[{"type":"page"}]}""");
        try
        {
            do
            {
                while (_commands.TryDequeue(out byte[]? command))
                {
                    await channel.SendAsync(command, cancellationToken).ConfigureAwait(false);
                }

                if (await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false) is not { } message)
                {
                    return null;
                }

                if (Take(message.Span) is { } answer)
                {
                    return new Secret(answer);
                }
            }
            while (!HadWindow || _pages.Count > 0);
        }
        catch (Exception failure) when (DevToolsChannel.IsGone(failure))
        {
            // The browser has gone.
        }

        return null;
    }

    private string? Take(ReadOnlySpan<byte> message)
    {
        try
        {
            ReadOnlySpan<byte> method = DevToolsJson.Member(message, "method"u8);
            string? session = DevToolsJson.Text(DevToolsJson.Member(DevToolsJson.Member(message, "params"u8), "sessionId"u8));
            if (DevToolsJson.IsText(method, "Target.attachedToTarget"u8) && session is not null)
            {
                Attach(session);
            }
            else if (DevToolsJson.IsText(method, "Target.detachedFromTarget"u8) && session is not null)
            {
                _pages.Remove(session);
            }
            else if (DevToolsJson.IsText(method, "Target.targetInfoChanged"u8))
            {
                Ask();
            }
            else
            {
                return wanted.Find(method, message);
            }
        }
        catch (Exception unfit) when (unfit is JsonException or InvalidOperationException)
        {
            // What can't be read says nothing.
        }

        return null;
    }

    private void Attach(string session)
    {
        _pages.Add(session);
        Command(session, wanted.Report);
        Command(session, "Runtime.runIfWaitingForDebugger");
        if (!HadWindow)
        {
            HadWindow = true;
            Command(session, "Page.navigate", $$"""{"url":{{DevToolsJson.Quote(wanted.Page.AbsoluteUri)}}}""");
        }

        Ask();
    }

    // A page that has nothing of the origin answers with an error.
    private void Ask()
    {
        foreach (string session in _pages)
        {
            if (wanted.Question is { } question)
            {
                Command(session, question.Method, question.Parameters);
            }
        }
    }

    private void Command(string? session, string method, string parameters = "{}") => _commands.Enqueue(DevToolsJson.Command(++_lastCommand, session, method, parameters));
}
