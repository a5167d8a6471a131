using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Server.Host.Revoking;

/// <summary>
/// Logouts at one node of a server, while refreshes of the same session run beside each and both nodes are asked all the time with every access token that the session has got. What is judged is when a
/// request was sent: a node may be slow, or not know for a moment who was revoked and say so, but it may not accept what was sent after the bound.
/// </summary>
public static class RevocationRace
{
    /// <summary>What the server promises (<c>RevocationBound</c>).</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private const int AtOnce = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs it.</summary>
    /// <param name="ending">The node that the players log out at.</param>
    /// <param name="other">The other one.</param>
    /// <param name="sessions">How many sessions, ten at once.</param>
    public static async Task<RevocationResult> RunAsync(Uri ending, Uri other, int sessions)
    {
        using NodeClient here = new(ending);
        using NodeClient there = new(other);
        List<RevocationResult> results = [];
        foreach (int[] some in Enumerable.Range(0, sessions).Chunk(AtOnce))
        {
            results.AddRange(await Task.WhenAll(some.Select(number => Task.Run(() => RunOneAsync(here, there, $"revoked-{number}")))));
        }

        return results.Aggregate(static (one, next) => one.With(next));
    }

    private static async Task<RevocationResult> RunOneAsync(NodeClient here, NodeClient there, string player)
    {
        Grant grant = await here.SignInAsync(player);
        await here.AnswersAsync(grant.Access, HttpStatusCode.OK);
        await there.AnswersAsync(grant.Access, HttpStatusCode.OK);
        ConcurrentQueue<string> tokens = new([grant.Access]);
        using CancellationTokenSource enough = new();
        Task<List<Sent>>[] asking = [AskAsync(here, tokens, enough.Token), AskAsync(there, tokens, enough.Token)];
        Grant second = await there.RefreshAsync(grant.Refresh);
        tokens.Enqueue(second.Access);
        Task[] refreshing = [RefreshAsync(there, grant.Refresh, tokens), RefreshAsync(here, second.Refresh, tokens), RefreshAsync(there, second.Refresh, tokens)];
        while (await here.LogoutAsync(second.Refresh) != HttpStatusCode.NoContent)
        {
            await Task.Delay(Pause);
        }

        long answered = Stopwatch.GetTimestamp();
        await Task.WhenAll(refreshing);

        // Past the bound each token has to get a plain no at both nodes, so that what is judged has happened.
        TimeSpan left = Bound - Stopwatch.GetElapsedTime(answered);
        await Task.Delay(left > TimeSpan.Zero ? left + Pause : Pause);
        foreach (string token in tokens)
        {
            await here.AnswersAsync(token, HttpStatusCode.Unauthorized);
            await there.AnswersAsync(token, HttpStatusCode.Unauthorized);
        }

        await enough.CancelAsync();
        List<Sent>[] sent = await Task.WhenAll(asking);
        return Judge(answered, tokens.Count, sent[0], sent[1]);
    }

    private static async Task RefreshAsync(NodeClient node, string refreshToken, ConcurrentQueue<string> tokens)
    {
        Grant next = await node.RefreshAsync(refreshToken);
        if (next.IsGranted)
        {
            tokens.Enqueue(next.Access);
        }
    }

    private static async Task<List<Sent>> AskAsync(NodeClient node, ConcurrentQueue<string> tokens, CancellationToken enough)
    {
        List<Sent> sent = [];
        while (!enough.IsCancellationRequested)
        {
            foreach (string token in tokens)
            {
                long at = Stopwatch.GetTimestamp();
                sent.Add(new Sent(at, await node.CallAsync(token)));
            }

            await Task.Delay(Pause, CancellationToken.None);
        }

        return sent;
    }

    private static RevocationResult Judge(long answered, int tokens, List<Sent> here, List<Sent> there) => new(Sessions: 1)
    {
        Tokens = tokens,
        AcceptedHere = here.Count(one => one.Status == HttpStatusCode.OK && one.At > answered),
        AcceptedLate = there.Count(one => one.Status == HttpStatusCode.OK && Stopwatch.GetElapsedTime(answered, one.At) > Bound),
        Longest = there.Where(one => one.Status == HttpStatusCode.OK && one.At > answered).Select(one => Stopwatch.GetElapsedTime(answered, one.At)).DefaultIfEmpty(TimeSpan.Zero).Max(),
        Asked = here.Concat(there).Count(one => one.At > answered),
    };

    private readonly record struct Sent(long At, HttpStatusCode Status);
}

/// <summary>What became of access tokens whose session was ended.</summary>
/// <param name="Sessions">How many sessions were ended.</param>
public sealed record RevocationResult(int Sessions)
{
    /// <summary>How many access tokens they had.</summary>
    public int Tokens { get; init; }

    /// <summary>How many requests were sent to either node after the logout's answer.</summary>
    public int Asked { get; init; }

    /// <summary>How many of those were accepted by the node that the player logged out at. It has to be none.</summary>
    public int AcceptedHere { get; init; }

    /// <summary>How many requests were accepted by the other node though they were sent after the bound. It has to be none.</summary>
    public int AcceptedLate { get; init; }

    /// <summary>The longest time after a logout's answer at which a request was sent that the other node accepted.</summary>
    public TimeSpan Longest { get; init; }

    /// <summary>Both together.</summary>
    public RevocationResult With(RevocationResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Sessions + other.Sessions)
        {
            Tokens = Tokens + other.Tokens, Asked = Asked + other.Asked, AcceptedHere = AcceptedHere + other.AcceptedHere, AcceptedLate = AcceptedLate + other.AcceptedLate,
            Longest = Longest > other.Longest ? Longest : other.Longest,
        };
    }
}
