using System.Globalization;
using Spectre.Console;

namespace GameAuth;

/// <summary>What the status line says of a progress.</summary>
internal static class SignInNews
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
