namespace GameAuth.Server.StoreContract;

/// <summary>The audit keeps rows as they came, yields pages of them, forgets them in time, and forgets a player when it is told to.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class AuditContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private AuditRow Row(string name, string account = "ada") => new() { At = Now, Event = name, Result = "ok", AccountHash = Hash(account) };

    private ValueTask AppendAsync(params AuditRow[] rows) => Store.AppendAuditAsync(rows, Day, default);

    private async Task<string[]> NamesAsync(AuditQuery? query = null, ISessionStore? store = null) =>
        [.. (await (store ?? Store).ReadAuditAsync(query ?? new AuditQuery(), default)).Select(static row => row.Event)];

    private static void AssertSame(AuditRow expected, AuditRow actual) => Assert.Equal(Print(expected), Print(actual));

    private static string Print(AuditRow row) => string.Join(
        '\n', row.At.ToString("O"), row.Event, Convert.ToHexString(row.AccountHash.Span), row.Session, row.TokenId, Convert.ToHexString(row.IpHash.Span), Convert.ToHexString(row.UserAgentHash.Span),
        row.Result, row.Reason, row.Actor);

    [Fact]
    public async Task A_row_comes_back_as_it_was_appended()
    {
        AuditRow full = new()
        {
            At = Now - Minute, Event = "session.ended", AccountHash = Hash("ada"), Session = new FamilyId(Hash("session")), TokenId = "a token", IpHash = Hash("ip"), UserAgentHash = Hash("agent"),
            Result = "refused", Reason = "nonce_reused", Actor = "root",
        };
        AuditRow bare = new() { At = Now.ToOffset(5 * Hour), Event = "x", Result = "ok" };
        await AppendAsync(full, bare);
        IReadOnlyList<AuditRow> rows = await (await Fixture.OpenAsync()).ReadAuditAsync(new AuditQuery(), default);
        Assert.Equal(2, rows.Count);
        AssertSame(bare with { At = Now }, rows[0]);
        AssertSame(full, rows[1]);
        Assert.True(rows[0].Position > rows[1].Position && rows[1].Position > 0);
    }

    [Fact]
    public async Task Any_text_is_kept()
    {
        foreach (string text in OddTexts)
        {
            await AppendAsync(new AuditRow { At = Now, Event = text, Result = text, Reason = text, Actor = text, TokenId = text });
            AuditRow row = Assert.Single(await Store.ReadAuditAsync(new AuditQuery { Event = text, Result = text }, default));
            Assert.All((string[])[row.Event, row.Result, row.Reason, row.Actor, row.TokenId], kept => Assert.Equal(text, kept));
        }
    }

    [Fact]
    public async Task The_newest_come_first_in_pages_without_gaps()
    {
        for (int i = 0; i < 5; i++)
        {
            await AppendAsync([.. Enumerable.Range(0, 5).Select(j => Row($"{(5 * i) + j}"))]);
        }

        List<string> seen = [];
        AuditQuery query = new() { Limit = 4 };
        while (await Store.ReadAuditAsync(query, default) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 4);
            seen.AddRange(page.Select(static row => row.Event));
            query = query with { Below = page[^1].Position };
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(static i => $"{i}"), seen);
    }

    [Fact]
    public async Task Each_member_of_a_query_narrows_it()
    {
        FamilyId session = new(Hash("session"));
        await AppendAsync(Row("a") with { Session = session }, Row("b", "bob") with { Session = session }, Row("c", "bob") with { Result = "refused" }, Row("d") with { AccountHash = default });
        Fixture.Clock.Advance(Minute);
        await AppendAsync(Row("a"), Row("e", "eve"));
        Assert.Equal(["e", "a", "d", "c", "b", "a"], await NamesAsync());
        Assert.Equal(["a", "a"], await NamesAsync(new AuditQuery { Event = "a" }));
        Assert.Equal(["c", "b"], await NamesAsync(new AuditQuery { AccountHashes = [Hash("bob")] }));
        Assert.Equal(["e", "c", "b"], await NamesAsync(new AuditQuery { AccountHashes = [Hash("bob"), Hash("eve")] }));
        Assert.Equal(["b", "a"], await NamesAsync(new AuditQuery { Session = session }));
        Assert.Equal(["c"], await NamesAsync(new AuditQuery { Result = "refused" }));
        Assert.Equal(["e", "a"], await NamesAsync(new AuditQuery { From = Now }));
        Assert.Equal(["d", "c", "b", "a"], await NamesAsync(new AuditQuery { To = Now }));
        Assert.Equal(["a"], await NamesAsync(new AuditQuery { Session = session, Event = "a", AccountHashes = [Hash("ada")], Result = "ok", From = Now - Minute, To = Now, Limit = 1 }));
        Assert.Empty(await NamesAsync(new AuditQuery { Event = "A" }));
        Assert.Empty(await NamesAsync(new AuditQuery { Session = session, Result = "refused" }));
    }

    [Fact]
    public async Task A_row_is_kept_for_its_time_and_pruned_after_it()
    {
        await Store.AppendAuditAsync([Row("short")], Minute, default);
        await Store.AppendAuditAsync([Row("long")], Hour, default);
        Fixture.Clock.Advance(Minute - Second);
        Assert.Equal(0, await Store.PruneAsync(100, default));
        Assert.Equal(["long", "short"], await NamesAsync());
        Fixture.Clock.Advance(Second);
        Assert.Equal(["long"], await NamesAsync());
        Assert.Equal(1, await Store.PruneAsync(100, default));
        Assert.Equal(["long"], await NamesAsync());
    }

    [Fact]
    public async Task A_player_is_erased_with_his_sessions_and_his_rows_and_nobody_else()
    {
        SessionFamily ended = await CreateAsync("ended");
        SessionFamily live = await CreateAsync("live");
        SessionFamily idle = await CreateAsync(NewFamily("idle") with { IdleLifetime = Minute });
        SessionFamily other = await CreateAsync(NewFamily("other") with { Subject = "another" });
        await Store.EndAsync(EndOf(ended.Id), default);
        await Store.EndAsync(EndOf(other.Id), default);
        await AppendAsync(Row("a"), Row("b", "ada before"), Row("c", "bob"), Row("d") with { AccountHash = default });
        Fixture.Clock.Advance(Minute);
        Assert.Equal(4, await Store.EraseAsync("player", [Hash("ada"), Hash("ada before")], default));
        Assert.Equal([live.Id], (await Store.ListFamiliesAsync("player", 10, default)).Select(static family => family.Id));
        Assert.Null((await Store.FindFamilyAsync(ended.Id, default)).Family);
        Assert.Null((await Store.FindFamilyAsync(idle.Id, default)).Family);
        Assert.NotNull((await Store.FindFamilyAsync(other.Id, default)).Family);
        Assert.Equal(["d", "c"], await NamesAsync());

        // Who has an access token of an erased session is refused all the same.
        Assert.Equal(2, (await ReadLogAsync(Store)).Count);
        Assert.Null((await Store.FindByNonceAsync(NewFamily("ended").Nonce, default)).Family);
        Assert.Equal(0, await Store.EraseAsync("nobody", [], default));
    }

    [Fact]
    public async Task What_ends_something_brings_its_row_and_what_ends_nothing_brings_none()
    {
        SessionFamily family = await CreateAsync("a");
        AuditRow row = Row("session.ended") with { Session = family.Id, Reason = "logout", IpHash = Hash("ip"), TokenId = "t", Actor = "root", UserAgentHash = Hash("agent") };
        for (int i = 0; i < 3; i++)
        {
            EndedFamilies ended = await Store.EndAsync(EndOf(family.Id) with { Audit = row, AuditFor = Minute }, default);
            Assert.Equal(i == 0 ? 1 : 0, ended.Count);
            AssertSame(row, Assert.Single(await Store.ReadAuditAsync(new AuditQuery(), default)));
        }

        // The other targets have an entry in the log each time, and so a row.
        await Store.EndAsync(End(RevocationTarget.AccessToken, "t") with { Audit = Row("session.access_token_revoked"), AuditFor = Hour }, default);
        await Store.EndAsync(End(RevocationTarget.Subject, "nobody") with { Audit = Row("session.ended"), AuditFor = Hour }, default);
        await Store.EndAsync(End(RevocationTarget.Everything, ""), default);
        Assert.Equal(["session.ended", "session.access_token_revoked", "session.ended"], await NamesAsync());
        Fixture.Clock.Advance(Minute);
        Assert.Equal(["session.ended", "session.access_token_revoked"], await NamesAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.EndAsync(EndOf(family.Id) with { Audit = Row(""), AuditFor = Hour }, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.EndAsync(EndOf(family.Id) with { Audit = row }, default));
    }

    [Fact]
    public async Task Many_who_append_at_once_lose_nothing()
    {
        ISessionStore[] stores = [Store, await Fixture.OpenAsync()];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            for (int j = 0; j < 10; j++)
            {
                await stores[i % 2].AppendAuditAsync([Row($"{i} {j} a"), Row($"{i} {j} b")], Day, default);
            }
        })));
        string[] names = await NamesAsync(new AuditQuery { Limit = 1000 });
        Assert.Equal(320, names.Distinct().Count());
        Assert.Equal(320, names.Length);
    }

    [Fact]
    public async Task What_is_outside_the_limits_is_refused()
    {
        AuditRow good = Row("a");
        AuditRow[] refused =
        [
            good with { Event = "" }, good with { Event = new string('n', 65) }, good with { Event = "\ud83d" }, good with { Result = "" }, good with { Result = new string('n', 65) }, good with { Reason = new string('n', 65) },
            good with { TokenId = new string('n', 257) }, good with { Actor = new string('n', 257) }, good with { AccountHash = new byte[31] }, good with { IpHash = new byte[33] }, good with { UserAgentHash = new byte[1] },
        ];
        foreach (AuditRow row in refused)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await AppendAsync(good, row));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await AppendAsync());
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await AppendAsync([.. Enumerable.Repeat(good, 1001)]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AppendAuditAsync([good], TimeSpan.Zero, default));
        foreach (AuditQuery query in (AuditQuery[])[new() { Limit = 0 }, new() { Limit = 1001 }, new() { AccountHashes = [new byte[31]] }, new() { AccountHashes = [.. Enumerable.Repeat(good.AccountHash, 17)] }, new() { Event = new string('n', 65) }])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadAuditAsync(query, default));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.EraseAsync("", [], default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.EraseAsync("player", [new byte[31]], default));
        await AppendAsync([.. Enumerable.Repeat(good, 1000)]);
        Assert.Equal(1000, (await NamesAsync(new AuditQuery { Limit = 1000 })).Length);
    }
}
