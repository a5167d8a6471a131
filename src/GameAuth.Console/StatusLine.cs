using System.Globalization;
using Spectre.Console;

namespace GameAuth;

/// <summary>One line of the terminal that is written over and over until it ends. Its owner calls it under a lock.</summary>
/// <remarks>It is written at once and by whoever brings the news, so that the application's next line comes after it.</remarks>
internal sealed class StatusLine(IAnsiConsole console, SignInChallenge challenge, TimeProvider clock)
{
    private const string EraseLine = "\r\u001b[2K";
    private string _text = "Waiting for you to approve";
    private Style _style = Style.Plain;

    public SignInChallenge Challenge => challenge;

    public bool HasEnded { get; private set; }

    /// <summary>Writes the line anew, with the time that is left now.</summary>
    public void Draw()
    {
        if (!HasEnded)
        {
            Write(TimeLeft() is { } left ? $"{_text}, {left} left" : _text);
        }
    }

    public void Show(SignInProgress progress)
    {
        (_text, _style) = ProgressText.Of(progress);
        if (ProgressText.IsLast(progress.Phase))
        {
            Write(_text);
            End();
        }
        else
        {
            Draw();
        }
    }

    /// <summary>Leaves the line as it is.</summary>
    public void End()
    {
        if (!HasEnded)
        {
            HasEnded = true;
            console.WriteLine();
        }
    }

    private string? TimeLeft()
    {
        TimeSpan? left = challenge.ExpiresAt - clock.GetUtcNow();
        return left > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.Value.TotalMinutes}:{left.Value.Seconds:00}")
            : null;
    }

    private void Write(string text)
    {
        if (HasEnded)
        {
            return;
        }

        // A line that wraps could not be erased.
        int room = Math.Max(1, console.Profile.Width - 1);
        console.Write(new ControlCode(EraseLine));
        console.Write(new Text(text.Length > room ? text[..room] : text, _style));
    }
}

/// <summary>What the status line says of a progress.</summary>
internal static class ProgressText
{
    public static (string Text, Style Style) Of(SignInProgress progress) => progress.Phase switch
    {
        SignInPhase.Waiting => ("Waiting for you to approve", Style.Plain),
        SignInPhase.Slowed => (Slowed(progress.NextPoll), new Style(Color.Yellow)),
        SignInPhase.Approved => ("Approved.", new Style(Color.Green)),
        SignInPhase.Declined => ("Declined.", new Style(Color.Red)),
        SignInPhase.Renewing => ("The code has expired. Here is a new one.", new Style(Color.Yellow)),
        SignInPhase.Expired => ("The code has expired.", new Style(Color.Red)),
        _ => ("", Style.Plain),
    };

    public static bool IsLast(SignInPhase phase) => phase is not (SignInPhase.Waiting or SignInPhase.Slowed);

    private static string Slowed(TimeSpan? nextPoll) => nextPoll is { } wait
        ? string.Create(CultureInfo.InvariantCulture, $"Slowed by the service to {Math.Ceiling(wait.TotalSeconds):0} s")
        : "Slowed by the service";
}
