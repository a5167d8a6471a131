using System.Text;
using System.Text.Json;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

/// <summary>The scanner is one of this package's own, so .NET's reader judges it.</summary>
public class StrictJsonTests
{
    private const int MaxDepth = 4;

    private static readonly string[] Seeds =
    [
        """{"iss":"https://emu.test","sub":"Emu\u00c4da","iat":1893456000,"exp":1.5e3,"scope":"a b","profile":{"uuid":"x","names":["a",{"b":null}]},"on":true,"off":false}""",
        """ { "a" : [ 1 , -0.5E+2 , [ ] , { } ] , "b" : "\ud83d\ude00\n\/" , "c" : { "a" : { "a" : 0 } } } """,
        """{"é":"ä😀","":"","a":[[[]]],"b":"\\\"","z":[0,0,0]}""",
        "{}",
    ];

    [Theory]
    [InlineData("{\"a\":", "}", "01-.eE+", 6)]
    [InlineData("{\"a\":", "}", "01\"\\u,:{}[] tn", 4)]
    [InlineData("{\"a\":1", "}", "\"a,:{}[]0 \t", 5)]
    [InlineData("", "", "{}\"a:1, \0", 6)]
    [InlineData("{\"a\":\"\\ud", "\"}", "8cC\\ud0", 5)]
    [InlineData("{\"a\":\"\\ud83d\\u", "\"}", "dD8c0g", 5)]
    public void It_agrees_with_the_reader_of_NET_on_every_short_text(string before, string after, string alphabet, int longest)
    {
        List<string> wrong = [];
        int taken = 0;
        for (int length = 0; length <= longest; length++)
        {
            int[] digits = new int[length];
            do
            {
                taken += Compare(Encoding.UTF8.GetBytes(before + string.Concat(digits.Select(digit => alphabet[digit])) + after), wrong) ? 1 : 0;
            }
            while (Next(digits, alphabet.Length) && wrong.Count < 10);
        }

        Assert.Empty(wrong);
        Assert.True(taken > 0);
    }

    [Fact]
    public void It_agrees_with_the_reader_of_NET_on_damaged_texts()
    {
        Random random = new(8259);
        List<string> wrong = [];
        int taken = 0;
        for (int i = 0; i < 40_000 && wrong.Count < 10; i++)
        {
            List<byte> text = [.. Encoding.UTF8.GetBytes(Seeds[i % Seeds.Length])];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                Change(random, text);
            }

            taken += Compare([.. text], wrong) ? 1 : 0;
        }

        Assert.Empty(wrong);
        Assert.InRange(taken, 1000, 39_000);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("null")]
    public void It_agrees_with_the_reader_of_NET_on_every_damaged_literal(string literal)
    {
        List<string> wrong = [];
        for (int at = 0; at <= literal.Length; at++)
        {
            Compare(Encoding.UTF8.GetBytes($"{{\"a\":{literal[..at]}}}"), wrong);
            Compare(Encoding.UTF8.GetBytes($"{{\"a\":{literal[..at]}"), wrong);
            Compare(Encoding.UTF8.GetBytes($"{{\"a\":{literal.Insert(at, "x")}}}"), wrong);
            Compare(Encoding.UTF8.GetBytes($"{{\"a\":{literal[..at].ToUpperInvariant()}{literal[at..]}}}"), wrong);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void It_agrees_with_the_reader_of_NET_on_every_byte_in_a_string()
    {
        List<string> wrong = [];
        for (int value = 0; value < 256; value++)
        {
            Compare([.. "{\"a\":\"x"u8, (byte)value, .. "y\"}"u8], wrong);
            Compare([.. "{\"a\":\"x\\"u8, (byte)value, .. "y\"}"u8], wrong);
            Compare([.. "{\"a"u8, (byte)value, .. "\":1}"u8], wrong);
            Compare([(byte)value, .. "{\"a\":1}"u8, (byte)value], wrong);
        }

        Assert.Empty(wrong);
    }

    // A text with two faults may be refused for either.
    private static bool Compare(byte[] text, List<string> wrong)
    {
        JwsError expected = ReaderOfNet.Check(text, MaxDepth);
        JwsError actual = StrictJson.Check(text, MaxDepth);
        if ((expected == JwsError.None) != (actual == JwsError.None) || (actual == JwsError.None && !HasSameMembers(text)))
        {
            wrong.Add($"{Convert.ToHexString(text)} {Encoding.UTF8.GetString(text)}: {expected}, {actual}");
        }

        return actual == JwsError.None;
    }

    private static bool HasSameMembers(byte[] text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        List<(string, string, JsonValueKind)> theirs = [.. document.RootElement.EnumerateObject().Select(static one => (one.Name, one.Value.GetRawText(), one.Value.ValueKind))];
        List<(string, string, JsonValueKind)> ours = [];
        JsonMembers members = new(text);
        while (members.MoveNext())
        {
            ours.Add((Encoding.UTF8.GetString(members.Name), Encoding.UTF8.GetString(members.Value), KindOf(members.Type)));
        }

        return ours.SequenceEqual(theirs);
    }

    private static JsonValueKind KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        _ => Enum.Parse<JsonValueKind>(type.ToString()),
    };

    private static void Change(Random random, List<byte> text)
    {
        const string likely = "{}[]\":,\\u0123456789abcdefE+-. \ttrn\0\u0080";
        int at = random.Next(text.Count + 1);
        byte one = random.Next(8) == 0 ? (byte)random.Next(256) : (byte)likely[random.Next(likely.Length)];
        switch (random.Next(4))
        {
            case 0:
                text.Insert(at, one);
                break;
            case 1 when at < text.Count:
                text[at] = one;
                break;
            case 2 when at < text.Count:
                text.RemoveAt(at);
                break;
            default:
                // A piece comes twice: members, brackets, halves of characters.
                int length = Math.Min(random.Next(1, 12), text.Count - at);
                text.InsertRange(random.Next(text.Count + 1), text.GetRange(at, length));
                break;
        }
    }

    private static bool Next(int[] digits, int radix)
    {
        for (int i = 0; i < digits.Length; i++)
        {
            if (++digits[i] < radix)
            {
                return true;
            }

            digits[i] = 0;
        }

        return false;
    }
}
