using System.Text;

namespace PsnParty;

/// <summary>
/// The answer of a program without audio: every stream that is offered is declined, in the offer's order (RFC 3264 section 6: its port is zero). A program with audio hands the offer to its WebRTC stack,
/// and answers with what that says.
/// </summary>
internal static class QuietAnswer
{
    public static string To(string offer)
    {
        StringBuilder answer = new("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n");
        foreach (string line in offer.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal) && line.Split(' ', 3) is [string media, _, string rest])
            {
                answer.Append(media).Append(" 0 ").Append(rest).Append("\r\n");
            }
        }

        return answer.ToString();
    }
}
