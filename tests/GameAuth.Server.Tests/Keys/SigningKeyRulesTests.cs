namespace GameAuth.Server.Tests.Keys;

public sealed class SigningKeyRulesTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(18);
    private static readonly SigningKeyRules Rules = new(Notice, Lifetime, Keep);

    [Fact]
    public void The_first_key_signs_at_once() => Assert.Equal(Start, Rules.NextSignsFrom([], "RS256", Start));

    [Fact]
    public void The_next_key_is_published_for_its_notice_and_begins_when_the_one_before_ends()
    {
        SigningKeyRecord[] keys = [Key("a", Start)];
        DateTimeOffset due = Start + Lifetime - Notice;
        Assert.Null(Rules.NextSignsFrom(keys, "RS256", due - TimeSpan.FromSeconds(1)));
        Assert.Equal(Start + Lifetime, Rules.NextSignsFrom(keys, "RS256", due));
    }

    [Fact]
    public void After_a_long_stand_still_the_next_key_has_its_whole_notice_and_the_old_one_signs_on()
    {
        SigningKeyRecord[] keys = [Key("a", Start)];
        DateTimeOffset now = Start + TimeSpan.FromDays(400);
        Assert.Equal(now + Notice, Rules.NextSignsFrom(keys, "RS256", now));
        keys = [.. keys, Key("b", now + Notice, created: now)];
        Assert.Equal("a", SigningKeyRules.SignerAt(keys, now + Notice - TimeSpan.FromSeconds(1))!.KeyId);
        Assert.Equal("b", SigningKeyRules.SignerAt(keys, now + Notice)!.KeyId);
    }

    [Fact]
    public void A_key_stays_until_its_last_token_has_ended()
    {
        SigningKeyRecord[] keys = [Key("a", Start), Key("b", Start + Lifetime)];
        Assert.Equal(["a", "b"], Rules.KeptAt(keys, Start + Lifetime + Keep - TimeSpan.FromSeconds(1)).Select(static key => key.KeyId));
        Assert.Equal(["b"], Rules.KeptAt(keys, Start + Lifetime + Keep).Select(static key => key.KeyId));
    }

    [Fact]
    public void A_clock_that_was_set_back_still_finds_a_key() => Assert.Equal("a", SigningKeyRules.SignerAt([Key("b", Start + Lifetime), Key("a", Start)], Start - TimeSpan.FromDays(1))!.KeyId);

    [Fact]
    public void Another_algorithm_gets_a_key_with_notice()
    {
        SigningKeyRecord[] keys = [Key("a", Start)];
        Assert.Equal(Start + Notice, Rules.NextSignsFrom(keys, "EdDSA", Start));
    }

    [Fact]
    public void Nodes_that_want_different_algorithms_do_not_make_keys_without_end()
    {
        List<SigningKeyRecord> keys = [Key("a", Start)];
        int made = 0;
        for (DateTimeOffset now = Start; now < Start + Lifetime; now += TimeSpan.FromMinutes(30))
        {
            foreach (string algorithm in (string[])["EdDSA", "RS256"])
            {
                keys = [.. Rules.KeptAt(keys, now)];
                if (Rules.NextSignsFrom(keys, algorithm, now) is { } from)
                {
                    keys.Add(Key($"k{made++}", from, now, algorithm));
                }
            }
        }

        Assert.InRange(made, 1, 8);
        Assert.InRange(keys.Count, 1, 5);
    }

    private static SigningKeyRecord Key(string id, DateTimeOffset from, DateTimeOffset? created = null, string algorithm = "RS256") => new()
    {
        KeyId = id, Algorithm = algorithm, PrivateKey = new Secret(""), PublicKey = "", CreatedAt = created ?? from, SignsFrom = from, SignsUntil = from + Lifetime,
    };
}
