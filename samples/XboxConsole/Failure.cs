using GameAuth;

namespace XboxConsole;

/// <summary>Each error is one decision: what to tell the player, and which exit code. The first line is for the player; the next one names the step and the fix.</summary>
internal static class Failure
{
    /// <param name="error">What went wrong.</param>
    /// <param name="setUp">What to do at the command line about options that are missing or odd.</param>
    public static int Tell(Exception error, string setUp)
    {
        (string message, int code) = error switch
        {
            GameAuthConfigurationException { Step: "options", Provider: not null } invalid => ($"{invalid.Message}{Environment.NewLine}{setUp}", ExitCode.SetUpWrongly),
            GameAuthConfigurationException setup => (setup.Message, ExitCode.SetUpWrongly),
            SignInRequiredException signIn => (WithFix(signIn), ExitCode.SignInRequired),
            AccountRestrictedException restricted => ($"{restricted.UserMessage} {restricted.HelpUri}", ExitCode.Restricted),
            ThrottledException throttled => ($"{throttled.UserMessage} (until {throttled.RetryAt.ToLocalTime():g})", ExitCode.TryLater),
            ProviderException { IsTransient: true } failure => (failure.UserMessage, ExitCode.TryLater),
            GameAuthException failure => ($"{WithFix(failure)} (correlation id: {failure.CorrelationId ?? "none"})", ExitCode.Failed),
            _ => ("Cancelled.", ExitCode.Cancelled),
        };
        Console.Error.WriteLine(message.TrimEnd());
        return code;
    }

    private static string WithFix(GameAuthException error) => $"{error.UserMessage}{Environment.NewLine}{error.Message}";
}

/// <summary>What a script that runs this program can decide on.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int SetUpWrongly = 2;
    public const int SignInRequired = 3;
    public const int Restricted = 4;
    public const int TryLater = 5;
    public const int Cancelled = 130;
}
