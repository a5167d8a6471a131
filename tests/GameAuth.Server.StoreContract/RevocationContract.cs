namespace GameAuth.Server.StoreContract;

/// <summary>Families end by each target, once, and each end is an entry of the log.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class RevocationContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private static readonly string[] Names = ["a", "b", "subject", "account", "provider"];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync("a");
        await CreateAsync("b");
        await CreateAsync(NewFamily("subject") with { Subject = "1001" });
        await CreateAsync(NewFamily("account") with { ProviderSubject = "player" });
        await CreateAsync(NewFamily("provider") with { Provider = "other" });
    }

    private async Task<string[]> EndedAsync()
    {
        List<string> ended = [];
        foreach (string name in Names)
        {
            SessionFamily family = await FindAsync(NewFamily(name).Id);
            Assert.Equal(family.EndReason is null, family.Status == FamilyStatus.Active);
            if (family.Status != FamilyStatus.Active)
            {
                ended.Add(name);
            }
        }

        return [.. ended];
    }

    private async Task AssertEndsAsync(Revocation revocation, params string[] names)
    {
        EndedFamilies ended = await Store.EndAsync(revocation, default);
        Assert.Equal(names, await EndedAsync());
        Assert.Equal((names.Length, Now), (ended.Count, ended.Now));
        RevocationEntry entry = Assert.Single(await ReadLogAsync(Store));
        Assert.Equal(new RevocationEntry(ended.Position, revocation.Target, revocation.Value, revocation.Provider, revocation.Before ?? (Now + TimeSpan.FromMilliseconds(1)), revocation.Reason, Now + revocation.KeepFor), entry);
        Assert.True(ended.Position > 0);
    }

    [Fact]
    public Task A_family_ends_alone() => AssertEndsAsync(EndOf(NewFamily("a").Id) with { Reason = EndReasons.Logout }, "a");

    [Fact]
    public Task The_families_of_a_subject_end() => AssertEndsAsync(End(RevocationTarget.Subject, "player"), "a", "b", "account", "provider");

    [Fact]
    public Task The_families_of_an_account_at_a_provider_end() => AssertEndsAsync(End(RevocationTarget.ProviderAccount, "1001", "toy"), "a", "b", "subject");

    [Fact]
    public Task Everything_ends() => AssertEndsAsync(End(RevocationTarget.Everything, ""), Names);

    [Fact]
    public Task An_access_token_ends_no_family() => AssertEndsAsync(End(RevocationTarget.AccessToken, "the jti of a token"));

    [Fact]
    public Task A_subject_without_families_has_its_entry_all_the_same() => AssertEndsAsync(End(RevocationTarget.Subject, "PLAYER"));

    [Fact]
    public async Task An_ended_family_has_its_status_and_reason_and_is_else_as_it_was()
    {
        SessionFamily before = await FindAsync(NewFamily("a").Id);
        Fixture.Clock.Advance(Minute);
        await Store.EndAsync(EndOf(before.Id) with { Reason = "a word of the application", Status = FamilyStatus.Compromised }, default);
        AssertSame(before with { Status = FamilyStatus.Compromised, EndReason = "a word of the application" }, await FindAsync(before.Id));
    }

    [Fact]
    public async Task A_family_that_has_ended_stays_as_it_was_and_nothing_is_appended_for_it()
    {
        FamilyId id = NewFamily("a").Id;
        EndedFamilies first = await Store.EndAsync(EndOf(id) with { Reason = EndReasons.Logout }, default);
        Fixture.Clock.Advance(Second);
        EndedFamilies again = await Store.EndAsync(EndOf(id) with { Status = FamilyStatus.Compromised, Reason = EndReasons.Reuse }, default);
        Assert.Equal((0, 0L, Now), (again.Count, again.Position, again.Now));
        EndedFamilies all = await Store.EndAsync(End(RevocationTarget.Subject, "player") with { Status = FamilyStatus.Compromised, Reason = EndReasons.Reuse }, default);
        Assert.Equal(3, all.Count);
        SessionFamily family = await FindAsync(id);
        Assert.Equal((FamilyStatus.Revoked, EndReasons.Logout), (family.Status, family.EndReason));
        Assert.Equal([first.Position, all.Position], (await ReadLogAsync(Store)).Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_family_that_is_not_there_has_no_entry()
    {
        EndedFamilies ended = await Store.EndAsync(EndOf(NewFamily("missing").Id), default);
        Assert.Equal((0, 0L), (ended.Count, ended.Position));
        Assert.Empty(await ReadLogAsync(Store));
    }

    [Fact]
    public async Task The_same_end_again_of_more_than_a_family_ends_nothing_and_is_appended()
    {
        EndedFamilies first = await Store.EndAsync(End(RevocationTarget.Everything, ""), default);
        EndedFamilies again = await Store.EndAsync(End(RevocationTarget.Everything, ""), default);
        Assert.Equal((5, 0), (first.Count, again.Count));
        Assert.True(again.Position > first.Position);
    }

    [Fact]
    public async Task A_family_that_has_run_out_can_be_ended_since_its_access_token_may_live()
    {
        Fixture.Clock.Advance(Day);
        await AssertEndsAsync(EndOf(NewFamily("a").Id), "a");
    }

    [Fact]
    public async Task What_was_created_at_the_time_or_later_is_not_hit()
    {
        Fixture.Clock.Advance(Second);
        await CreateAsync("later");
        DateTimeOffset before = Now;
        Fixture.Clock.Advance(Second);
        await AssertEndsAsync(End(RevocationTarget.Subject, "player") with { Before = before }, "a", "b", "account", "provider");
        Assert.Equal(FamilyStatus.Active, (await FindAsync(NewFamily("later").Id)).Status);
        EndedFamilies spared = await Store.EndAsync(EndOf(NewFamily("later").Id) with { Before = before }, default);
        Assert.Equal((0, 0L), (spared.Count, spared.Position));
    }

    [Fact]
    public async Task A_time_is_told_in_UTC_whatever_its_offset()
    {
        DateTimeOffset before = (Now + Second).ToOffset(Hour * 5);
        await Store.EndAsync(End(RevocationTarget.Everything, "") with { Before = before }, default);
        RevocationEntry entry = Assert.Single(await ReadLogAsync(Store));
        Assert.Equal((before, TimeSpan.Zero, TimeSpan.Zero), (entry.Before, entry.Before.Offset, entry.EndsAt.Offset));
        Assert.Equal(Names, await EndedAsync());
    }

    [Fact]
    public async Task Without_a_time_all_that_there_is_ends_though_the_clock_was_set_back()
    {
        Fixture.Clock.ShiftWallClock(-Hour);
        EndedFamilies ended = await Store.EndAsync(End(RevocationTarget.ProviderAccount, "1001", "toy"), default);
        Assert.Equal(3, ended.Count);
        Assert.Equal(["a", "b", "subject"], await EndedAsync());
    }

    [Fact]
    public async Task Any_text_is_a_value_and_a_reason()
    {
        foreach ((int i, string text) in OddTexts.Index())
        {
            await CreateAsync(NewFamily($"{i}") with { Subject = text });
        }

        foreach (string text in OddTexts)
        {
            EndedFamilies ended = await Store.EndAsync(End(RevocationTarget.Subject, text) with { Reason = text }, default);
            Assert.Equal(1, ended.Count);
            Assert.Equal(text, Assert.Single(await Store.ListFamiliesAsync(text, 10, default)).EndReason);
        }

        Assert.Equal(OddTexts, (await ReadLogAsync(Store)).Select(entry => entry.Value));
        Assert.Equal(OddTexts, (await ReadLogAsync(Store)).Select(entry => entry.Reason));
    }

    [Fact]
    public async Task What_is_outside_the_limits_is_refused_and_ends_nothing()
    {
        Revocation family = EndOf(NewFamily("a").Id);
        Revocation subject = End(RevocationTarget.Subject, "player");
        Revocation account = End(RevocationTarget.ProviderAccount, "1001", "toy");
        Revocation[] refused =
        [
            family with { Value = "" }, family with { Value = "no id" }, family with { Provider = "toy" }, family with { Target = (RevocationTarget)6 },
            family with { Status = FamilyStatus.Active }, family with { Status = (FamilyStatus)3 }, family with { Reason = "" }, family with { Reason = new string('n', 65) },
            family with { KeepFor = TimeSpan.Zero }, family with { KeepFor = TimeSpan.MaxValue },
            subject with { Value = "" }, subject with { Value = new string('n', 257) }, subject with { Value = "\ud83d" }, subject with { Provider = "toy" },
            account with { Provider = "" }, account with { Provider = new string('n', 65) },
            End(RevocationTarget.AccessToken, ""), End(RevocationTarget.Everything, "player"),
        ];
        foreach ((int i, Revocation revocation) in refused.Index())
        {
            Exception? error = await Record.ExceptionAsync(async () => await Store.EndAsync(revocation, default));
            Assert.True(error is ArgumentException, $"case {i}: {error}");
        }

        Assert.Empty(await EndedAsync());
        Assert.Empty(await ReadLogAsync(Store));
    }
}
