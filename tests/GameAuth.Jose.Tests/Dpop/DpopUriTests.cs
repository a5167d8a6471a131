using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Jose.Tests.Dpop;

/// <summary>Which spellings of a URI are one (RFC 3986 sections 6.2.2 and 6.2.3), and which are not.</summary>
public class DpopUriTests
{
    private static readonly string[] Parts =
        ["a", "Q", "7", "-", "_", "~", ".x", "!", "$", "&", "'", "(", ")", "*", "+", ",", ";", "=", ":", "@", "%2F", "%20", "%C3%A9", "%25", "%3F"];

    private static Arbitrary<(Address Address, int Seed)> Addresses => (
        from secure in Gen.Elements(true, false)
        from host in Gen.Elements("play.example.org", "x", "127.0.0.1", "[2001:db8::a]", "a-b_c.example", "%C3%A9.example")
        from port in Gen.Elements("", ":444", ":8080", ":1")
        from segments in Gen.ListOf(Gen.ListOf(Gen.Elements(Parts)).Select(string.Concat))
        from seed in Gen.Choose(0, int.MaxValue)
        select (new Address(secure, host, port, [.. segments]), seed)).ToArbitrary();

    [Fact]
    public void Every_spelling_of_an_address_has_its_one_form() =>
        Prop.ForAll(Addresses, one => DpopUri.Normalize(one.Address.Spell(new Random(one.Seed))) == one.Address.Text).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_has_one_form_or_none() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string? form = DpopUri.Normalize($"https://{text}");
            _ = DpopUri.Normalize(text ?? "");
            return form is null || DpopUri.Normalize(form) == form;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("https://h.example/token")]
    [InlineData("HTTPS://H.EXAMPLE/token")]
    [InlineData("https://h.example:443/token")]
    [InlineData("https://h.example:/token")]
    [InlineData("https://h.example/%74oken")]
    [InlineData("https://h%2eexample/token")]
    [InlineData("https://h%2Eexampl%45/token")]
    [InlineData("https://h.example/./token")]
    [InlineData("https://h.example/a/../token")]
    [InlineData("https://h.example/../../token")]
    [InlineData("https://h.example/a/%2e%2E/token")]
    [InlineData("https://h.example/token?a=1")]
    [InlineData("https://h.example/token#a?b")]
    [InlineData("https://h.example/token?\u00e4 \\")]
    public void These_are_one(string text) => Assert.Equal("https://h.example/token", DpopUri.Normalize(text));

    [Theory]
    [InlineData("https://h.example", "https://h.example/")]
    [InlineData("https://h.example?a", "https://h.example/")]
    [InlineData("https://h.example/a/..", "https://h.example/")]
    [InlineData("https://h.example/a/.", "https://h.example/a/")]
    [InlineData("https://h.example/a/b/c/./../../g", "https://h.example/a/g")]
    [InlineData("https://h.example/a//../b", "https://h.example/a/b")]
    [InlineData("https://h.example/%c3%a9", "https://h.example/%C3%A9")]
    [InlineData("http://h.example:80/", "http://h.example/")]
    [InlineData("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/")]
    public void Each_has_its_form(string text, string form) => Assert.Equal(form, DpopUri.Normalize(text));

    [Theory]
    [InlineData("http://h.example/token")]
    [InlineData("https://h.example:444/token")]
    [InlineData("https://h.example:80/token")]
    [InlineData("https://h.example:0443/token")]
    [InlineData("https://h.example./token")]
    [InlineData("https://www.h.example/token")]
    [InlineData("https://h.example/Token")]
    [InlineData("https://h.example/token/")]
    [InlineData("https://h.example//token")]
    [InlineData("https://h.example/token%2F")]
    [InlineData("https://h.example/%2Ftoken")]
    [InlineData("https://h.example/token%3Fa")]
    [InlineData("https://h.example/token%00")]
    [InlineData("https://h.example/token;a")]
    [InlineData("https://h.example/%2574oken")]
    [InlineData("https://h.example/.../token")]
    public void These_are_others(string text)
    {
        string? form = DpopUri.Normalize(text);
        Assert.NotNull(form);
        Assert.NotEqual("https://h.example/token", form);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/token")]
    [InlineData("//h.example/token")]
    [InlineData("h.example/token")]
    [InlineData("https:/h.example/token")]
    [InlineData("https:h.example/token")]
    [InlineData("https:///token")]
    [InlineData("https://")]
    [InlineData("https://:443/token")]
    [InlineData("wss://h.example/token")]
    [InlineData("ftp://h.example/token")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user@h.example/token")]
    [InlineData("https://user:secret@h.example/token")]
    [InlineData("https://evil.example\\@h.example/token")]
    [InlineData("https://h.example\\token")]
    [InlineData("https://h.example:x/token")]
    [InlineData("https://h.example:-1/token")]
    [InlineData("https://h.example:443:443/token")]
    [InlineData("https://h.example: 443/token")]
    [InlineData("https://[::1/token")]
    [InlineData("https://::1]/token")]
    [InlineData("https://[]/token")]
    [InlineData("https://[::1]x/token")]
    [InlineData("https://[::1%25eth0]/token")]
    [InlineData(" https://h.example/token")]
    [InlineData("https://h.example/token ")]
    [InlineData("https://h.example/to ken")]
    [InlineData("https://h.example/token\n")]
    [InlineData("https://h.example/tok\0en")]
    [InlineData("https://h.example/%")]
    [InlineData("https://h.example/%4")]
    [InlineData("https://h.example/%zz")]
    [InlineData("https://h.example/% 4")]
    [InlineData("https://h.example/%+4")]
    [InlineData("https://h.example/t\u00f6ken")]
    [InlineData("https://h\u00f6st.example/token")]
    [InlineData("https://h.example/<token>")]
    [InlineData("https://h.example/[token]")]
    public void These_are_no_URIs_of_a_request(string text) => Assert.Null(DpopUri.Normalize(text));

    [Theory]
    [InlineData("https://H.example:443/a/../b?c#d", "https://h.example/b")]
    [InlineData("https://h.example:8443/%7Eb", "https://h.example:8443/~b")]
    [InlineData("https://user:secret@h.example/b", "https://h.example/b")]
    [InlineData("https://b\u00fccher.example/\u00e9", "https://xn--bcher-kva.example/%C3%A9")]
    [InlineData("http://[::1]:5000/b", "http://[::1]:5000/b")]
    [InlineData("https://h.example/a[1]|b", "https://h.example/a%5B1%5D%7Cb")]
    [InlineData("https://h.example/100%", "https://h.example/100%25")]
    public void A_URI_of_dotnet_becomes_one_of_the_wire(string text, string wire)
    {
        Assert.Equal(wire, DpopUri.Of(new Uri(text)));
        Assert.Equal(wire, DpopUri.Normalize(wire));
    }

    /// <summary>An address, its one form, and random spellings of it that mean the same.</summary>
    private sealed record Address(bool IsSecure, string Host, string Port, string[] Segments)
    {
        public string Text => $"{(IsSecure ? "https" : "http")}://{Host}{Port}/{string.Join('/', Segments)}";

        public string Spell(Random random)
        {
            string scheme = Respell(IsSecure ? "https" : "http", random, encodes: false, recases: true);
            string host = Respell(Host, random, encodes: Host[0] != '[', recases: true);
            string port = Port.Length > 0 ? Port : Pick(random, "", ":", IsSecure ? ":443" : ":80");
            string path = string.Concat(Segments.Select(one =>
                Pick(random, "", "", "/.", "/x/..", "/%2E", "/y/%2e.", "/z/./..") + "/" + Respell(one, random, encodes: true, recases: false)));
            return $"{scheme}://{host}{port}{(path.Length > 0 ? path : Pick(random, "", "/", "/.", "/.."))}{Pick(random, "", "?", "?a=/../b", "#c", "?d#e")}";
        }

        private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

        private static string Respell(string text, Random random, bool encodes, bool recases)
        {
            System.Text.StringBuilder result = new();
            for (int i = 0; i < text.Length; i++)
            {
                char one = text[i];
                if (one == '%')
                {
                    string triplet = text.Substring(i, 3);
                    result.Append(random.Next(2) == 0 ? triplet : triplet.ToLowerInvariant());
                    i += 2;
                    continue;
                }

                one = recases && random.Next(2) == 0 ? char.ToUpperInvariant(one) : one;
                bool isUnreserved = char.IsAsciiLetterOrDigit(one) || "-._~".Contains(one, StringComparison.Ordinal);
                result.Append(encodes && isUnreserved && random.Next(4) == 0 ? $"%{(int)one:x2}" : $"{one}");
            }

            return result.ToString();
        }
    }
}
