using System.Security.Cryptography;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>Who signs in on a page: the script decides at once, or a person does by a form, which brings back what was asked. Not thread safe: the emulator serializes access.</summary>
/// <typeparam name="TOwner">Who signs in.</typeparam>
/// <typeparam name="TAsked">What is asked.</typeparam>
/// <param name="server">Whose page it is.</param>
internal sealed class SignInDecisions<TOwner, TAsked>(AuthorizationServer<TOwner> server)
    where TOwner : class
{
    private readonly Dictionary<string, (TAsked Asked, SignInScript Script)> _waiting = new(StringComparer.Ordinal);

    /// <summary>What is answered to a decision: of whom; null when it was a no.</summary>
    public delegate Reply Answer(Exchange exchange, TAsked asked, TOwner? owner);

    /// <param name="exchange">The request for the page.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="answer">What is answered when the script decides.</param>
    /// <param name="path">Where the form goes when a person decides.</param>
    /// <param name="page">The page around that form.</param>
    public Reply Ask(Exchange exchange, TAsked asked, Answer answer, string path, Func<string, Reply> page)
    {
        SignInScript script = server.Core.SignIns.Next();
        switch (script.Decision)
        {
            case SignInDecision.Approve: return answer(exchange, asked, server.OwnerOf(script));
            case SignInDecision.Decline: return answer(exchange, asked, null);
            case SignInDecision.Manual:
                string id = RandomNumberGenerator.GetHexString(32, lowercase: true);
                _waiting.Add(id, (asked, script));
                return page(server.Page.DecisionForm(path, "request", id, server.Owners, server.OwnerOf(script)));
            default: return server.Page.Show("The script of this emulator lets nobody come.");
        }
    }

    /// <summary>Takes a person's form.</summary>
    public Reply Decide(Exchange exchange, Answer answer)
    {
        RequestForm? form = RequestForm.Parse(exchange);
        if (form?["request"] is not { } id || !_waiting.Remove(id, out (TAsked Asked, SignInScript Script) waiting))
        {
            return server.Page.Show("That sign-in is unknown or was decided.", status: 400);
        }

        bool approves = form["decision"] == "approve";
        Reply reply = answer(exchange, waiting.Asked, approves ? server.OwnerCalled(form[server.Page.OwnerField]) ?? server.OwnerOf(waiting.Script) : null);

        // RFC 9700 section 4.12: a form is answered with 303, so that the browser does not send it on.
        return reply.Status == 302 ? reply with { Status = 303 } : reply;
    }
}
