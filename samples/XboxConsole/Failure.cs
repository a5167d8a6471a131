using GameAuth;
using Microsoft.Extensions.Options;

namespace XboxConsole;

/// <summary>Each error is one decision: what to tell the player, and which exit code.</summary>
internal static class Failure
{
    public static int Tell(Exception error)
    {
        (string message, int code) = error switch
        {
            OptionsValidationException invalid => ($"{string.Join(Environment.NewLine, invalid.Failures)}{Environment.NewLine}Pass --client-id, or try --emulator.", ExitCode.SetUpWrongly),
            GameAuthConfigurationException setup => (setup.Message, ExitCode.SetUpWrongly),
            SignInRequiredException signIn => (signIn.UserMessage, ExitCode.SignInRequired),
            AccountRestrictedException restricted => ($"{restricted.UserMessage} {restricted.HelpUri}", ExitCode.Restricted),
            ThrottledException throttled => ($"{throttled.UserMessage} (until {throttled.RetryAt.ToLocalTime():t})", ExitCode.TryLater),
            ProviderException { IsTransient: true } failure => (failure.UserMessage, ExitCode.TryLater),
            GameAuthException failure => ($"{failure.UserMessage}{Environment.NewLine}{failure.Message} (correlation id: {failure.CorrelationId ?? "none"})", ExitCode.Failed),
            _ => ("Cancelled.", ExitCode.Cancelled),
        };
        Console.Error.WriteLine(message.TrimEnd());
        return code;
    }
}
