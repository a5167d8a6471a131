using System.Diagnostics;
using System.Net;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Server.Host.Revoking;

/// <summary>A database that its nodes lose, and get back: while it is away no node accepts what was sent later than the bound, and afterwards each accepts what is good and refuses what was revoked.</summary>
public static class Outage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs it.</summary>
    /// <param name="ending">The node that is logged out at.</param>
    /// <param name="other">The other one.</param>
    /// <param name="cut">Takes the database away from both.</param>
    /// <param name="mend">Gives it back.</param>
    public static async Task<OutageResult> RunAsync(Uri ending, Uri other, Func<Task> cut, Func<Task> mend)
    {
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(mend);
        using NodeClient here = new(ending);
        using NodeClient there = new(other);
        NodeClient[] nodes = [here, there];
        Grant grant = await here.SignInAsync("cut-off");
        foreach (NodeClient node in nodes)
        {
            await node.AnswersAsync(grant.Access, HttpStatusCode.OK);
        }

        await cut();
        long away = Stopwatch.GetTimestamp();
        List<HttpStatusCode> late = [];
        while (Stopwatch.GetElapsedTime(away) < 2 * RevocationRace.Bound || late.Count < 20)
        {
            foreach (NodeClient node in nodes)
            {
                bool isLate = Stopwatch.GetElapsedTime(away) > RevocationRace.Bound;
                HttpStatusCode status = await node.CallAsync(grant.Access);
                if (isLate)
                {
                    late.Add(status);
                }
            }

            await Task.Delay(Pause);
        }

        HttpStatusCode logout = await here.LogoutAsync(grant.Refresh);
        await mend();
        foreach (NodeClient node in nodes)
        {
            await node.AnswersAsync(grant.Access, HttpStatusCode.OK);
        }

        HttpStatusCode logoutAfter = await here.LogoutAsync(grant.Refresh);
        foreach (NodeClient node in nodes)
        {
            await node.AnswersAsync(grant.Access, HttpStatusCode.Unauthorized);
        }

        return new OutageResult([.. late.Distinct()], logout, logoutAfter);
    }
}

/// <summary>What nodes have said while their database was away.</summary>
/// <param name="Late">The answers to requests that were sent after the bound.</param>
/// <param name="Logout">The answer to a logout then.</param>
/// <param name="LogoutAfter">The answer to a logout when it was back.</param>
public sealed record OutageResult(IReadOnlyList<HttpStatusCode> Late, HttpStatusCode Logout, HttpStatusCode LogoutAfter);
