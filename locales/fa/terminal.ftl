terminal-code = (پیامک به { MOBILE($mobile) }: کد همیار: { $code })
terminal-parts = پیامک، { NUM($parts) } بخش
