namespace GameAuth.Server.StoreContract;

/// <summary>Families are created with their nonce, found and listed.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class FamilyContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    [Fact]
    public async Task A_new_family_begins_now_at_generation_0()
    {
        CreatedFamily created = await Store.CreateFamilyAsync(NewFamily("a"), default);
        SessionFamily expected = new()
        {
            Id = NewFamily("a").Id,
            Subject = "player",
            Provider = "toy",
            ProviderSubject = "1001",
            Profile = "web",
            ClientId = "game",
            Claims = NewFamily("a").Claims,
            KeyThumbprint = Hash("key"),
            Status = FamilyStatus.Active,
            EndReason = null,
            Generation = 0,
            AcknowledgedGeneration = -1,
            CreatedAt = Now,
            RotatedAt = Now,
            IdleEndsAt = Now + Hour,
            EndsAt = Now + Day,
            NetworkHash = Hash("network"),
            UserAgentHash = Hash("agent"),
            FirstAnswer = NewFamily("a").FirstAnswer,
        };
        Assert.Equal((true, Now), (created.IsCreated, created.Now));
        AssertSame(expected, created.Family);
        AssertSame(expected, await FindAsync(expected.Id));
    }

    [Fact]
    public async Task What_a_family_does_not_have_is_empty()
    {
        await CreateAsync(NewFamily("a") with { Claims = default, KeyThumbprint = default, NetworkHash = default, UserAgentHash = default, FirstAnswer = default });
        SessionFamily family = await FindAsync(NewFamily("a").Id);
        Assert.Equal(0, family.Claims.Length + family.KeyThumbprint.Length + family.NetworkHash.Length + family.UserAgentHash.Length + family.FirstAnswer.Length);
    }

    [Fact]
    public async Task The_idle_end_is_never_after_the_end()
    {
        SessionFamily family = await CreateAsync(NewFamily("a") with { Lifetime = Minute });
        Assert.Equal((Now + Minute, Now + Minute), (family.IdleEndsAt, family.EndsAt));
    }

    [Fact]
    public async Task Another_instance_finds_the_family_with_its_own_time()
    {
        SessionFamily family = await CreateAsync("a");
        ISessionStore other = await Fixture.OpenAsync();
        Fixture.Clock.Advance(Minute);
        FoundFamily found = await other.FindFamilyAsync(family.Id, default);
        Assert.Equal(Now, found.Now);
        AssertSame(family, found.Family);
    }

    [Fact]
    public async Task A_family_that_nobody_created_is_not_found()
    {
        await CreateAsync("a");
        FoundFamily found = await Store.FindFamilyAsync(NewFamily("b").Id, default);
        Assert.Equal((null, Now), (found.Family, found.Now));
        Assert.Null((await Store.FindFamilyAsync(default, default)).Family);
    }

    [Fact]
    public async Task A_family_is_found_after_its_end()
    {
        SessionFamily family = await CreateAsync("a");
        Fixture.Clock.Advance(2 * Day);
        AssertSame(family, await FindAsync(family.Id));
    }

    [Fact]
    public async Task The_same_call_again_yields_the_family_that_it_made()
    {
        SessionFamily family = await CreateAsync("a");
        Fixture.Clock.Advance(Second);
        CreatedFamily again = await Store.CreateFamilyAsync(NewFamily("a"), default);
        Assert.Equal((false, Now), (again.IsCreated, again.Now));
        AssertSame(family, again.Family);
    }

    [Fact]
    public async Task A_taken_nonce_yields_the_family_that_took_it_and_creates_none()
    {
        SessionFamily family = await CreateAsync("a");
        Fixture.Clock.Advance((5 * Minute) - Second);
        CreatedFamily second = await Store.CreateFamilyAsync(NewFamily("b") with { Nonce = NewFamily("a").Nonce }, default);
        Assert.False(second.IsCreated);
        AssertSame(family, second.Family);
        Assert.Null((await Store.FindFamilyAsync(NewFamily("b").Id, default)).Family);
    }

    [Fact]
    public async Task A_nonce_can_be_taken_again_when_it_has_ended()
    {
        await CreateAsync("a");
        Fixture.Clock.Advance(5 * Minute);
        SessionFamily second = await CreateAsync(NewFamily("b") with { Nonce = NewFamily("a").Nonce });
        AssertSame(second, (await Store.FindByNonceAsync(NewFamily("a").Nonce, default)).Family);
        AssertSame(second, await FindAsync(NewFamily("b").Id));
    }

    [Fact]
    public async Task A_nonce_finds_its_family_as_it_is_now_while_it_is_taken()
    {
        FoundFamily none = await Store.FindByNonceAsync(NewFamily("a").Nonce, default);
        Assert.Equal((null, Now), (none.Family, none.Now));
        SessionFamily family = await CreateAsync("a");
        await Store.EndAsync(EndOf(family.Id), default);
        Fixture.Clock.Advance((5 * Minute) - Second);
        FoundFamily found = await Store.FindByNonceAsync(NewFamily("a").Nonce, default);
        AssertSame(family with { Status = FamilyStatus.Revoked, EndReason = EndReasons.Admin }, found.Family);
        Fixture.Clock.Advance(Second);
        Assert.Null((await Store.FindByNonceAsync(NewFamily("a").Nonce, default)).Family);
    }

    [Fact]
    public async Task An_id_is_not_used_twice_and_the_refused_call_takes_no_nonce()
    {
        SessionFamily family = await CreateAsync("a");
        NewFamily second = NewFamily("a") with { Nonce = NewFamily("b").Nonce, Subject = "another" };
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CreateFamilyAsync(second, default));
        AssertSame(family, await FindAsync(family.Id));
        await CreateAsync("b");
    }

    [Fact]
    public async Task Nonces_are_another_space_than_what_is_used_once_and_what_is_counted()
    {
        byte[] key = Hash("nonce a");
        Assert.True(await Store.UseOnceAsync(key, Hour, default));
        Assert.True((await Store.CountAsync(key, new WindowQuota(1, Hour), default)).IsPermitted);
        await CreateAsync("a");
        Assert.False(await Store.UseOnceAsync(key, Hour, default));
        Assert.False((await Store.CountAsync(key, new WindowQuota(1, Hour), default)).IsPermitted);
    }

    [Fact]
    public async Task The_families_of_a_subject_are_listed_the_newest_first_ended_ones_too()
    {
        List<SessionFamily> families = [];
        foreach (string name in (string[])["a", "b", "c"])
        {
            families.Insert(0, await CreateAsync(name));
            Fixture.Clock.Advance(Second);
        }

        await CreateAsync(NewFamily("d") with { Subject = "another" });
        await Store.EndAsync(EndOf(NewFamily("b").Id), default);
        families[1] = families[1] with { Status = FamilyStatus.Revoked, EndReason = EndReasons.Admin };
        IReadOnlyList<SessionFamily> listed = await Store.ListFamiliesAsync("player", 10, default);
        Assert.Equal(3, listed.Count);
        Assert.All(families.Zip(listed), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal([NewFamily("c").Id, NewFamily("b").Id], (await Store.ListFamiliesAsync("player", 2, default)).Select(family => family.Id));
        Assert.Empty(await Store.ListFamiliesAsync("nobody", 10, default));
    }

    [Fact]
    public async Task Any_text_is_kept_and_none_is_taken_for_another()
    {
        foreach ((int i, string text) in OddTexts.Index())
        {
            await CreateAsync(NewFamily($"{i}") with { Subject = text, Provider = text, ProviderSubject = text, Profile = text, ClientId = text });
        }

        foreach ((int i, string text) in OddTexts.Index())
        {
            SessionFamily family = Assert.Single(await Store.ListFamiliesAsync(text, 10, default));
            Assert.Equal(NewFamily($"{i}").Id, family.Id);
            Assert.Equal((text, text, text, text, text), (family.Subject, family.Provider, family.ProviderSubject, family.Profile, family.ClientId));
        }
    }

    [Fact]
    public async Task The_longest_texts_and_bytes_are_kept()
    {
        string text = new('é', 256);
        string name = new('é', 64);
        byte[] claims = new byte[2 * 1024];
        byte[] answer = new byte[4 * 1024];
        new Random(1).NextBytes(claims);
        new Random(2).NextBytes(answer);
        SessionFamily family = await CreateAsync(NewFamily("a") with
        {
            Subject = text, ProviderSubject = text, ClientId = text, Provider = name, Profile = name, Claims = claims, FirstAnswer = answer,
        });
        AssertSame(family, await FindAsync(family.Id));
        Assert.Equal((text, name), (family.Subject, family.Provider));
        Assert.Equal(claims, family.Claims.ToArray());
        Assert.Equal(answer, family.FirstAnswer.ToArray());
    }

    [Fact]
    public async Task What_is_outside_the_limits_is_refused_and_creates_nothing()
    {
        NewFamily good = NewFamily("a");
        string tooLong = new('n', 257);
        string tooLongName = new('n', 65);
        NewFamily[] refused =
        [
            good with { Id = default },
            good with { Subject = "" }, good with { Subject = tooLong }, good with { Subject = "\ud83d" }, good with { Subject = "\ude00\ud83d" }, good with { Subject = null! },
            good with { Provider = "" }, good with { Provider = tooLongName }, good with { Provider = "a\ud83d" },
            good with { ProviderSubject = "" }, good with { ProviderSubject = tooLong }, good with { ProviderSubject = "\ude00" },
            good with { Profile = "" }, good with { Profile = tooLongName }, good with { Profile = "\ude00" },
            good with { ClientId = "" }, good with { ClientId = tooLong }, good with { ClientId = "\ude00" },
            good with { Claims = new byte[2049] }, good with { FirstAnswer = new byte[4097] },
            good with { KeyThumbprint = new byte[31] }, good with { NetworkHash = new byte[33] }, good with { UserAgentHash = new byte[1] },
            good with { Nonce = default }, good with { Nonce = new byte[31] },
            good with { Lifetime = TimeSpan.Zero }, good with { Lifetime = TimeSpan.MaxValue }, good with { IdleLifetime = -Second }, good with { NonceLifetime = TimeSpan.Zero },
        ];
        foreach ((int i, NewFamily family) in refused.Index())
        {
            Exception? error = await Record.ExceptionAsync(async () => await Store.CreateFamilyAsync(family, default));
            Assert.True(error is ArgumentException, $"case {i}: {error}");
        }

        await CreateAsync(good);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ListFamiliesAsync("player", 0, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.FindByNonceAsync(new byte[31], default));
    }
}
