namespace GameAuth.Emulator;

/// <summary>Whether a device token may be used under another key than the one it was issued for.</summary>
public enum DeviceKeyBinding
{
    /// <summary>Every signature beside a device token must be made with that token's key.</summary>
    Strict,

    /// <summary>
    /// A signature made with the proof key in the body is accepted too. Some clients make a new key in every process and keep
    /// the old device token; whether the live services accept that is not known.
    /// </summary>
    Lenient,
}
