namespace GameAuth.Emulator;

/// <summary>The forms in which Xbox services send an error code.</summary>
public enum XErrForm
{
    /// <summary><c>"XErr": 2148916233</c> in a JSON body.</summary>
    Number,

    /// <summary><c>"XErr": "2148916233"</c> in a JSON body.</summary>
    Text,

    /// <summary>Header <c>X-Err</c> (decimal) with <c>WWW-Authenticate: XSTS error="…"</c>, and an empty body.</summary>
    Header,
}
