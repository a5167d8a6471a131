using GameAuth.Providers;

namespace GameAuth.Core.Tests.OAuth;

public sealed class PkceTests
{
    // RFC 7636 appendix B.
    [Fact]
    public void The_challenge_is_the_hash_of_the_verifier() =>
        Assert.Equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", new Pkce(new Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).Challenge);

    [Fact]
    public void A_verifier_has_256_random_bits_in_43_characters()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 1000; i++)
        {
            string verifier = Pkce.Create().Verifier.Reveal();
            Assert.Matches("^[A-Za-z0-9_-]{43}$", verifier);
            Assert.True(seen.Add(verifier));
        }
    }
}
