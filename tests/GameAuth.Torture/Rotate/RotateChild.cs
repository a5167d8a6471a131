using System.Globalization;

namespace GameAuth.Torture;

/// <summary>One of the processes that share a grant: uses it without a pause to speak of, and tells when it is over.</summary>
internal static class RotateChild
{
    public const string Command = "rotate-child";
    public const string Ready = "ready";
    public const string Dead = "dead";
    public const string Used = "used";
    public const string Stop = "stop";

    private const int LongestPauseMilliseconds = 8;

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        using ChildPipe pipe = new();
        await using IGrantUser user = GrantUsers.Create(arguments, arguments.Text("directory", ""), new Uri(arguments.Text("server", "")));
        await user.OpenAsync();
        pipe.Say(Ready);

        // What the parent says is the number of the sign-in that holds now, or the end.
        string? signIn = await HearSignInAsync(pipe.HearAsync());
        Task<string?> word = pipe.HearAsync();
        Random random = new(arguments.Seed);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        TimeSpan longest = TimeSpan.Zero;
        while (signIn is not null && !word.IsCompleted)
        {
            try
            {
                long start = TimeProvider.System.GetTimestamp();
                await user.UseAsync();
                Count("gets");
                TimeSpan taken = TimeProvider.System.GetElapsedTime(start);
                longest = taken > longest ? taken : longest;
                await Task.Delay(random.Next(LongestPauseMilliseconds));
            }
            catch (SignInRequiredException over)
            {
                pipe.Say($"{Dead} {signIn} {over.Reason}");
                signIn = await HearSignInAsync(word);
                word = pipe.HearAsync();
            }
            catch (OutcomeUnknownException)
            {
                Count("outcome-unknown");
            }
            catch (ProviderException error) when (error.IsTransient)
            {
                Count("transient");
            }
        }

        counts["longest-ms"] = (int)longest.TotalMilliseconds;
        pipe.Say(string.Join(' ', counts.Select(static count => string.Create(CultureInfo.InvariantCulture, $"{count.Key}={count.Value}")).Prepend(Used)));
        return new Outcome(HasHeld: true, "");

        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
    }

    private static async Task<string?> HearSignInAsync(Task<string?> word) =>
        await word is { } number && !string.Equals(number, Stop, StringComparison.Ordinal) ? number : null;
}
