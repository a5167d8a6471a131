using System.Globalization;
using GameAuth.Providers;

namespace GameAuth;

/// <summary>The plain sentences of a prompt. All text of a challenge is cleaned, so that it can not move the cursor.</summary>
internal static class PromptText
{
    private const int LongestAddress = 4096;

    public static IEnumerable<string> Of(SignInChallenge challenge, TimeSpan? left)
    {
        yield return $"Sign in: {ServerText.Clean(challenge.Account.Provider)}";
        foreach (string line in Steps(challenge))
        {
            yield return "  " + line;
        }

        if (left > TimeSpan.Zero)
        {
            yield return $"  There is time for {Length(left.Value)}.";
        }
    }

    /// <summary>What to say of a progress; null for a mere wait, which comes with every poll.</summary>
    public static string? Of(SignInProgress progress) => progress.Phase switch
    {
        SignInPhase.Slowed when progress.NextPoll is { } wait => $"The service asks for patience; the next look is in {Length(wait)}.",
        SignInPhase.Slowed => "The service asks for patience.",
        SignInPhase.Approved => "Approved.",
        SignInPhase.Declined => "Declined.",
        SignInPhase.Renewing => "The code has expired. Here is a new one.",
        SignInPhase.Expired => "The code has expired.",
        _ => null,
    };

    /// <summary>What to paste; null for a challenge that wants no paste.</summary>
    public static string? WhatToPaste(SignInChallenge challenge) => challenge switch
    {
        PasteChallenge paste => ServerText.Clean(paste.What),
        BrowserValueChallenge value => $"the value of '{ServerText.Clean(value.Key)}'",
        RedirectChallenge { IsCaught: false } => "the address",
        RedirectChallenge => "the address where the browser ends, if it can not come back,",
        _ => null,
    };

    private static string[] Steps(SignInChallenge challenge) => challenge switch
    {
        DeviceCodeChallenge { PageWithCode: { } direct } code =>
            [$"Open {Show(code.Page)}", $"and enter the code {ServerText.Clean(code.UserCode)}", $"or open {Show(direct)}"],
        DeviceCodeChallenge code => [$"Open {Show(code.Page)}", $"and enter the code {ServerText.Clean(code.UserCode)}"],
        RedirectChallenge { IsCaught: true } redirect => ["Open this page and sign in:", Show(redirect.Authorize), "This program goes on when the browser comes back."],
        RedirectChallenge redirect => ["Open this page and sign in:", Show(redirect.Authorize), $"At the end, copy the address that begins with {Show(redirect.Redirect)}"],
        PasteChallenge paste => [$"Open {Show(paste.Help)}", $"and copy {ServerText.Clean(paste.What)}"],
        BrowserValueChallenge value =>
        [
            $"Open {Show(value.Page)}",
            $"and sign in. Then open the developer tools of the browser (F12) and copy the value of '{ServerText.Clean(value.Key)}'",
            $"from the local storage of {Show(value.Origin)}",
        ],
        _ => [],
    };

    private static string Show(Uri address) =>
        ServerText.Clean(address.IsAbsoluteUri ? address.AbsoluteUri : address.OriginalString, LongestAddress);

    private static string Length(TimeSpan time) => time < TimeSpan.FromSeconds(100)
        ? Count(Math.Ceiling(time.TotalSeconds), "second")
        : Count(Math.Round(time.TotalMinutes), "minute");

    private static string Count(double number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0} {unit}{(number is 1 ? "" : "s")}");
}
