using DiscordConsole;
using GameAuth;

namespace Tour.Discord;

/// <summary>The access token ends, and one refresh serves all who call.</summary>
internal static class RefreshAct
{
    public static async Task RunAsync(TourScene scene, HttpClient client, EmulatedBackend backend, CancellationToken cancellationToken)
    {
        // Past the end of the access token, and of the nonce that proofs have had.
        scene.Clock.SetAhead(TimeSpan.FromMinutes(16));
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallAsync(client, backend, cancellationToken)));
        scene.Report.Check(answers.All(answer => answer == answers[0] && answer.Length >= 17), "Refresh", "one for eight callers; the server's new nonce was proven and nothing was minted twice");
    }

    /// <summary>Calls the backend; for a moment after the clock was set it may not know who was revoked, and says so.</summary>
    public static async Task<string> CallAsync(HttpClient client, EmulatedBackend backend, CancellationToken cancellationToken)
    {
        string answer = "";
        for (int tries = 0; tries < 20; tries++)
        {
            try
            {
                answer = await DiscordTour.WhoAmIAsync(client, backend, cancellationToken);
                if (answer != nameof(System.Net.HttpStatusCode.ServiceUnavailable))
                {
                    break;
                }
            }
            catch (ProviderException passing) when (passing.IsTransient)
            {
                answer = passing.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        return answer;
    }
}
