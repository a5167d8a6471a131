namespace GameAuth.Server.Tests.Sessions;

/// <summary>Many refreshes of one token at once, on two nodes over one store: one step, nobody logged out, one chain.</summary>
public sealed class ConcurrentRefreshTests
{
    private const int Families = 30;

    [Theory]
    [InlineData(2, false)]
    [InlineData(5, false)]
    [InlineData(64, false)]
    [InlineData(2, true)]
    [InlineData(5, true)]
    [InlineData(64, true)]
    public async Task Section_2_5_Refreshes_at_once_make_one_step_and_leave_one_chain(int count, bool isWinnerSeenFirst)
    {
        Engine one = new();
        Engine other = new(one.Store, clock: one.Clock);
        for (int i = 0; i < Families; i++)
        {
            SessionTokens first = await one.SignInAsync($"nonce {i}");
            List<SessionTokens> all = [];
            if (isWinnerSeenFirst)
            {
                // The winner has called the API before the others ask: its successor is used.
                SessionTokens winner = await one.NextAsync(first.Refresh);
                await one.Store.AcknowledgeAsync(first.Family.Id, winner.Generation, default);
                all.Add(winner);
            }

            all.AddRange(await AtOnceAsync(count - all.Count, k => (k % 2 == 0 ? one : other).NextAsync(first.Refresh)));
            Assert.Single(all.Select(tokens => tokens.Refresh).Distinct());
            Assert.Equal(count, all.Select(tokens => tokens.Access).Distinct(ReferenceEqualityComparer.Instance).Count());
            SessionFamily family = await one.FamilyAsync(first);
            Assert.Equal((1, FamilyStatus.Active), (family.Generation, family.Status));

            // Each of them goes on with what it got, and still there is one chain.
            SessionTokens[] next = await AtOnceAsync(count, k => (k % 2 == 0 ? one : other).NextAsync(all[k].Refresh));
            Assert.Single(next.Select(tokens => tokens.Refresh).Distinct());
            Assert.Equal(2, (await one.FamilyAsync(first)).Generation);
        }

        Assert.Empty(one.Alerts);
        Assert.Empty(other.Alerts);
        string[] names = [.. one.Sink.Names, .. other.Sink.Names];
        Assert.Equal(2 * Families, names.Count(name => name == SessionEventNames.Refreshed));
        Assert.Equal(((2 * count) - 2) * Families, names.Count(name => name == SessionEventNames.Repeated));
    }

    [Fact]
    public async Task A_thief_beside_them_is_found_by_the_next_old_token()
    {
        Engine engine = new();
        SessionTokens first = await engine.SignInAsync();
        SessionTokens[] all = await AtOnceAsync(64, k => engine.NextAsync(first.Refresh, k == 7 ? Engine.Elsewhere : Engine.Browser));
        await engine.NextAsync(all[0].Refresh);
        await engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, first.Refresh, Engine.Elsewhere);
        await engine.AssertRefusedAsync(AuthError.RefreshInvalid, all[0].Refresh);
    }

    private static async Task<SessionTokens[]> AtOnceAsync(int count, Func<int, Task<SessionTokens>> refresh)
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<SessionTokens>[] all = [.. Enumerable.Range(0, count).Select(k => Task.Run(async () =>
        {
            await go.Task;
            return await refresh(k);
        }))];
        go.SetResult();
        return await Task.WhenAll(all);
    }
}
